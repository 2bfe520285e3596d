import * as tf from '@tensorflow/tfjs-core'
import type { ModelTensors } from '../network/forward.ts'
import type { Network, Variable } from '../network/network.ts'
import type { ModelState, Values } from './state.ts'

/** Copies host values to the device. The caller disposes them. */
export function uploadModel(network: Network, { weights, statistics }: ModelState): ModelTensors {
  return { weights: upload(network.weights, weights), statistics: upload(network.statistics, statistics) }
}

/** Disposes a model's variables, and their folded form where it has one. */
export function disposeModel({ weights, statistics, folded }: ModelTensors & { readonly folded?: ModelTensors }): void {
  tf.dispose([...weights, ...statistics])
  if (folded) disposeModel(folded)
}

/** The slots of all weights on the device: the given values, or zeros. */
export function uploadSlots(
  network: Network,
  slotCount: number,
  values: readonly Values[] | null,
): readonly (readonly tf.Tensor[])[] {
  return network.weights.map(({ shape }, weight) =>
    Array.from({ length: slotCount }, (_, slot) => {
      const given = values?.[weight]?.[slot]
      return given ? tf.tensor(given.slice(), [...shape]) : tf.zeros([...shape])
    }),
  )
}

/**
 * What an objective carries from step to step, on the device: the given values, or zeros where there are none or they are
 * of other sizes, as in a fork with another batch size.
 */
export function uploadCarried(shapes: readonly (readonly number[])[], values: Values | undefined): tf.Tensor[] {
  const sizes = shapes.map((shape) => tf.util.sizeFromShape([...shape]))
  const fits = values?.length === sizes.length && sizes.every((size, i) => values[i]?.length === size)
  return shapes.map((shape, i) =>
    fits ? tf.tensor((values[i] as Float32Array).slice(), [...shape]) : tf.zeros([...shape]),
  )
}

/** Copies tensors to the host. */
export async function download(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()))
  return values.map((value) => Float32Array.from(value as Float32Array))
}

/** A copy each: a backend may go on using the buffer that it was given. */
function upload(variables: readonly Variable[], values: Values): tf.Tensor[] {
  return variables.map(({ shape }, i) => tf.tensor((values[i] as Float32Array).slice(), [...shape]))
}
