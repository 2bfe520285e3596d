import * as tf from '@tensorflow/tfjs-core'
import { implement, type NativeKernel } from '../../../core/ops/kernel.ts'
import { bytesKernel, pixelsKernel } from '../../../core/ops/pixels.ts'
import type { NodeBackend, OperationAttribute } from './binding.ts'

/** Images that cross to TensorFlow as uint8. tfjs calls them int32, so its own Cast would misread them. */
export function pixelKernels(backend: NodeBackend): readonly NativeKernel[] {
  const { binding } = backend
  const type = (name: string, value: number): OperationAttribute => ({ name, type: binding.TF_ATTR_TYPE, value })
  const run = (operation: string, attributes: OperationAttribute[], inputs: tf.Tensor[]): tf.Tensor =>
    backend.executeMultipleOutputs(operation, attributes, inputs, 1)[0] as tf.Tensor

  return [
    implement(bytesKernel, (_inputs, { values, shape }) => {
      const id = binding.createTensor([...shape], binding.TF_UINT8, values)
      return [backend.createOutputTensor({ id, shape: [...shape], dtype: binding.TF_UINT8 })]
    }),
    implement(pixelsKernel, ({ bytes }) =>
      tf.tidy(() => {
        const floats = run('Cast', [type('SrcT', binding.TF_UINT8), type('DstT', binding.TF_FLOAT)], [bytes])
        return [run('RealDiv', [type('T', binding.TF_FLOAT)], [floats, tf.scalar(255)])]
      }),
    ),
  ]
}
