import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import {
  batchNormalizationGradient,
  batchNormalizationInference,
  batchNormalizationTraining,
} from '../../../core/ops/batch-normalization.ts'
import { biasAddGradient, biasAddKernel } from '../../../core/ops/bias-add.ts'
import { crossEntropyKernel } from '../../../core/ops/cross-entropy.ts'
import { implement, type NativeKernel } from '../../../core/ops/kernel.ts'
import { relu6Gradient, relu6Kernel, reluGradient, reluKernel } from '../../../core/ops/relu.ts'
import { swishGradient, swishKernel } from '../../../core/ops/swish.ts'
import { uniformKernel } from '../../../core/ops/uniform.ts'
import type { NodeBackend, OperationAttribute } from './binding.ts'
import { groupedConvolutionKernels } from './grouped-convolution.ts'
import { pixelKernels } from './pixel-kernels.ts'

/** TensorFlow's own kernels for our operations. */
export function nativeKernels(backend: NodeBackend): readonly NativeKernel[] {
  const { binding } = backend
  type Kind = 'TF_ATTR_BOOL' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_TYPE'
  const attribute = (kind: Kind, name: string, value: unknown): OperationAttribute => ({
    name,
    type: binding[kind],
    value,
  })
  const type = (name: string, value: number): OperationAttribute => attribute('TF_ATTR_TYPE', name, value)
  const float = binding.TF_FLOAT
  const floats = [type('T', float)]
  const run = <O extends readonly Tensor[]>(
    operation: string,
    attributes: OperationAttribute[],
    inputs: Tensor[],
    outputs: O['length'],
  ): O => backend.executeMultipleOutputs(operation, attributes, inputs, outputs) as unknown as O

  const normalization = (epsilon: number, isTraining: boolean): OperationAttribute[] => [
    ...floats,
    type('U', float),
    attribute('TF_ATTR_FLOAT', 'epsilon', epsilon),
    attribute('TF_ATTR_STRING', 'data_format', 'NHWC'),
    attribute('TF_ATTR_BOOL', 'is_training', isTraining),
  ]
  type Normalized = [Tensor4D, Tensor, Tensor, Tensor, Tensor, Tensor]

  const crossEntropy = implement(crossEntropyKernel, ({ logits, labels }) =>
    run<[Tensor1D, Tensor2D]>(
      'SparseSoftmaxCrossEntropyWithLogits',
      [...floats, type('Tlabels', binding.TF_INT32)],
      [logits, labels],
      2,
    ),
  )

  return [
    implement(batchNormalizationTraining, ({ x, gamma, beta, movingMean, movingVariance }, { epsilon, momentum }) => {
      const factor = attribute('TF_ATTR_FLOAT', 'exponential_avg_factor', 1 - momentum)
      const inputs = [x, gamma, beta, movingMean, movingVariance]
      return run<Normalized>('FusedBatchNormV3', [...normalization(epsilon, true), factor], inputs, 6)
    }),
    implement(batchNormalizationGradient, ({ dy, x, gamma, saved1, saved2, saved3 }, { epsilon }) => {
      const inputs = [dy, x, gamma, saved1, saved2, saved3]
      const [dx, dGamma, dBeta, ...unused] = run<[Tensor4D, Tensor, Tensor, Tensor, Tensor]>(
        'FusedBatchNormGradV3',
        normalization(epsilon, true),
        inputs,
        5,
      )
      for (const tensor of unused) tensor.dispose()
      return [dx, dGamma, dBeta]
    }),
    implement(batchNormalizationInference, ({ x, gamma, beta, movingMean, movingVariance }, { epsilon }) => {
      const factor = attribute('TF_ATTR_FLOAT', 'exponential_avg_factor', 1)
      const inputs = [x, gamma, beta, movingMean, movingVariance]
      const [y, ...unused] = run<Normalized>('FusedBatchNormV3', [...normalization(epsilon, false), factor], inputs, 6)
      for (const tensor of unused) tensor.dispose()
      return [y]
    }),
    implement(reluKernel, ({ x }) => run<[Tensor]>('Relu', floats, [x], 1)),
    implement(reluGradient, ({ dy, y }) => run<[Tensor]>('ReluGrad', floats, [dy, y], 1)),
    implement(relu6Kernel, ({ x }) => run<[Tensor]>('Relu6', floats, [x], 1)),
    implement(relu6Gradient, ({ dy, y }) => run<[Tensor]>('Relu6Grad', floats, [dy, y], 1)),
    implement(swishKernel, ({ x }) => {
      const [sigmoid] = run<[Tensor]>('Sigmoid', floats, [x], 1)
      const [y] = run<[Tensor]>('Mul', floats, [x, sigmoid], 1)
      sigmoid.dispose()
      return [y]
    }),
    // d(x · s) = s · dy + d sigmoid(x · dy).
    implement(swishGradient, ({ dy, x }) => {
      const [sigmoid] = run<[Tensor]>('Sigmoid', floats, [x], 1)
      const [weighted] = run<[Tensor]>('Mul', floats, [dy, x], 1)
      const [inner] = run<[Tensor]>('SigmoidGrad', floats, [sigmoid, weighted], 1)
      const [outer] = run<[Tensor]>('Mul', floats, [dy, sigmoid], 1)
      const [dx] = run<[Tensor]>('AddV2', floats, [outer, inner], 1)
      for (const tensor of [sigmoid, weighted, inner, outer]) tensor.dispose()
      return [dx]
    }),
    // On a card TensorFlow's own sums in no fixed order, and refuses to where that is asked for.
    ...(binding.isUsingGpuDevice() ? [] : [crossEntropy]),
    implement(biasAddKernel, ({ x, bias }) =>
      run<[Tensor]>('BiasAdd', [...floats, attribute('TF_ATTR_STRING', 'data_format', 'NHWC')], [x, bias], 1),
    ),
    implement(biasAddGradient, ({ dy }) =>
      run<[Tensor]>('BiasAddGrad', [...floats, attribute('TF_ATTR_STRING', 'data_format', 'NHWC')], [dy], 1),
    ),
    ...groupedConvolutionKernels,
    ...pixelKernels(backend),
    implement(uniformKernel, ({ seed }, { shape }) => {
      const dimensions = tf.tensor1d([...shape], 'int32')
      const attributes = [type('dtype', float), type('T', binding.TF_INT32), type('Tseed', binding.TF_INT32)]
      const noise = run<[Tensor]>('StatelessRandomUniform', attributes, [dimensions, seed], 1)
      dimensions.dispose()
      return noise
    }),
  ]
}
