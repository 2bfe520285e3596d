import * as tf from '@tensorflow/tfjs-core'
import { implement, type NativeKernel } from '../../../core/ops/kernel.ts'
import { bytesKernel, gatherImagesKernel, pixelsKernel } from '../../../core/ops/pixels.ts'
import type { NodeBackend, OperationAttribute } from './binding.ts'

/** Images that cross to TensorFlow as uint8. tfjs calls them int32, so its own Cast would misread them. */
export function pixelKernels(backend: NodeBackend): readonly NativeKernel[] {
  const { binding } = backend
  const type = (name: string, value: number): OperationAttribute => ({ name, type: binding.TF_ATTR_TYPE, value })
  const run = (operation: string, attributes: OperationAttribute[], inputs: tf.Tensor[]): tf.Tensor =>
    backend.executeMultipleOutputs(operation, attributes, inputs, 1)[0] as tf.Tensor
  const bitcast = (x: tf.Tensor, from: number, to: number): tf.Tensor =>
    run('Bitcast', [type('T', from), type('type', to)], [x])
  const reshape = (x: tf.Tensor, shape: readonly number[]): tf.Tensor => {
    const attributes = [type('T', binding.TF_UINT8), type('Tshape', binding.TF_INT32)]
    return run('Reshape', attributes, [x, tf.tensor1d([...shape], 'int32')])
  }

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
    // On cards TensorFlow gathers floats, not bytes: four bytes are taken for one float, whatever its value.
    implement(gatherImagesKernel, ({ set, indices }) =>
      tf.tidy(() => {
        const [count = 0, ...shape] = set.shape
        const size = tf.util.sizeFromShape(shape)
        const isPacked = size % 4 === 0
        const rows = isPacked ? bitcast(reshape(set, [count, size / 4, 4]), binding.TF_UINT8, binding.TF_FLOAT) : set
        const gathered = run(
          'GatherV2',
          [
            type('Tparams', isPacked ? binding.TF_FLOAT : binding.TF_UINT8),
            type('Tindices', binding.TF_INT32),
            type('Taxis', binding.TF_INT32),
          ],
          [rows, indices, tf.scalar(0, 'int32')],
        )
        const bytes = isPacked ? bitcast(gathered, binding.TF_FLOAT, binding.TF_UINT8) : gathered
        return [reshape(bytes, [indices.size, ...shape])]
      }),
    ),
  ]
}
