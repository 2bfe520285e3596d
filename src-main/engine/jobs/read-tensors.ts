import * as tf from '@tensorflow/tfjs-core'
import { download } from '../../core/training/tensors.ts'

/** The values of some float32 tensors, which are disposed of. */
export async function readTensors<K extends string>(
  tensors: Readonly<Record<K, tf.Tensor>>,
): Promise<Record<K, Float32Array>> {
  const names = Object.keys(tensors) as K[]
  const values = await download(names.map((name) => tensors[name]))
  tf.dispose(Object.values(tensors))
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<K, Float32Array>
}
