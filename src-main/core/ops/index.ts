import * as tf from '@tensorflow/tfjs-core'
import { batchNormalizationOperations } from './batch-normalization.ts'
import { biasAddOperation } from './bias-add.ts'
import { crossEntropyOperation } from './cross-entropy.ts'
import { groupedConvolutionOperation } from './grouped-convolution.ts'
import { registerGradient, registerKernel, type NativeKernel, type Operation } from './kernel.ts'
import { pixelsOperations } from './pixels.ts'
import { reluOperations } from './relu.ts'
import { swishOperation } from './swish.ts'
import { uniformOperation } from './uniform.ts'

/** All operations of our own. */
export const operations: readonly Operation[] = [
  ...batchNormalizationOperations,
  ...reluOperations,
  swishOperation,
  crossEntropyOperation,
  biasAddOperation,
  groupedConvolutionOperation,
  uniformOperation,
  ...pixelsOperations,
]

/**
 * Makes all operations available on a backend, with the native kernels that it brings. Call it once per backend,
 * before any network runs there.
 */
export function registerOperations(backendName: string, natives: readonly NativeKernel[] = []): void {
  const byName = new Map(natives.map((native) => [native.name, native]))
  for (const { kernels, gradient } of operations) {
    if (gradient && !tf.getGradient(gradient.kernel.name)) registerGradient(gradient)
    for (const kernel of kernels) {
      if (tf.getKernel(kernel.name, backendName)) continue
      registerKernel(kernel, backendName, byName.get(kernel.name))
      byName.delete(kernel.name)
    }
  }
  for (const name of byName.keys()) throw new Error(`"${name}" implements no operation.`)
}
