import * as tf from '@tensorflow/tfjs-core'
import { resolveParams } from '../../src-main/contract/catalog.ts'
import type { MethodChoice, ParamValue } from '../../src-main/contract/method.ts'
import { architectures } from '../../src-main/core/architectures/index.ts'
import type { Architecture } from '../../src-main/core/methods.ts'
import { forward } from '../../src-main/core/network/forward.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { Network, Shape3 } from '../../src-main/core/network/network.ts'
import type { ModelState } from '../../src-main/core/training/state.ts'
import { architectureOf } from './architecture-of.ts'

/** The network of a choice, for images of this size. */
export function networkFor(choice: MethodChoice, inputShape: Shape3, classes: number): Network {
  const architecture = architectures.find(({ id }) => id === choice.id) as Architecture
  return architecture.build(resolveParams(architecture, choice.params), { inputShape, classes })
}

/** The choice that a fixture's network is: its family and those of its properties that are parameters. */
export function choiceOf(family: string, given: Record<string, ParamValue>): MethodChoice {
  const found = architectureOf(family)
  if (!found) throw new Error(`No architecture is called "${family}".`)
  const { architecture, variant } = found
  const known = Object.entries(given).filter(([name]) => Object.hasOwn(architecture.params, name))
  return { id: architecture.id, params: { ...variant, ...Object.fromEntries(known) } }
}

/** The values of a file, and for what it lacks those of a new model. */
export function modelOf(network: Network, values: ReadonlyMap<string, Float32Array>): ModelState {
  const fresh = initialize(network, 1)
  const fill = (variables: Network['weights'], initial: readonly Float32Array[]): Float32Array[] =>
    variables.map(({ path }, i) => values.get(path) ?? (initial[i] as Float32Array))
  return {
    weights: fill(network.weights, fresh.weights),
    statistics: fill(network.statistics, fresh.statistics),
  }
}

export interface Outputs {
  /** [image, …] flattened. */
  readonly logits: Float32Array
  /** Of the map before the average over positions, and of that average. */
  readonly features: Float32Array
  readonly pooled: Float32Array
}

/** Inference of images with pixels in 0 … 255, one after another. */
export function outputsOf(network: Network, model: ModelState, images: readonly Float32Array[]): Outputs {
  const pooling = network.nodes.findLast(({ layer }) => layer.kind === 'global-average-pooling')
  // Where nothing is pooled, only the logits tell.
  const taps = [pooling?.inputs[0] ?? 'input', pooling?.name ?? 'input'] as const
  const upload = (variables: Network['weights'], values: readonly Float32Array[]): tf.Tensor[] =>
    variables.map(({ shape }, i) => tf.tensor(values[i] as Float32Array, [...shape]))
  return tf.tidy(() => {
    const tensors = {
      weights: upload(network.weights, model.weights),
      statistics: upload(network.statistics, model.statistics),
    }
    const pixels = images.flatMap((image) => [...image].map((value) => value / 255))
    const batch = tf.tensor4d(pixels, [images.length, ...network.inputShape])
    const result = forward(network, tensors, batch, { training: false, taps })
    const read = (tensor: tf.Tensor | undefined): Float32Array => (tensor as tf.Tensor).dataSync() as Float32Array
    return { logits: read(result.logits), features: read(result.taps[taps[0]]), pooled: read(result.taps[taps[1]]) }
  })
}

/** The greatest |a − b| by the greatest |b|, over the values that `b` has. */
export function relativeDifference(a: ArrayLike<number>, b: readonly number[]): number {
  const greatest = Math.max(...b.map(Math.abs))
  return Math.max(...b.map((value, i) => Math.abs((a[i] as number) - value))) / greatest
}
