import * as tf from '@tensorflow/tfjs-core'

/** The values of some float32 tensors, which are disposed of. */
export async function readTensors<K extends string>(
  tensors: Readonly<Record<K, tf.Tensor>>,
): Promise<Record<K, Float32Array>> {
  const entries = Object.entries(tensors) as [K, tf.Tensor][]
  const values = await Promise.all(entries.map(([, tensor]) => tensor.data<'float32'>()))
  // Copies, since an array of TensorFlow's goes with its tensor.
  const copies = entries.map(([name], i) => [name, Float32Array.from(values[i] as Float32Array)] as const)
  tf.dispose(Object.values(tensors))
  return Object.fromEntries(copies) as Record<K, Float32Array>
}
