import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import type { VisualizedUnit } from '../../contract/evaluations.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod } from '../catalog.ts'
import { call, type Computation } from '../computation.ts'
import { noiseOf } from '../evaluation/image-noise.ts'
import type { UnitPass, VisualizationContext, VisualizationResult } from '../methods.ts'
import { findLayer } from '../network/explainable-layers.ts'
import { forward, type ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { createRandom } from '../random.ts'
import { valueAndGradients } from '../training/gradients.ts'
import type { StepRuntime } from '../training/runtime.ts'

/** A base model in inference mode, of which a class or a channel is visualized. */
export interface Visualizer {
  /** `tell` hears of each pass once it is done. */
  visualize(
    model: ModelTensors,
    choice: MethodChoice,
    seed: number,
    tell?: (done: number, total: number) => void,
  ): Computation<VisualizationResult>
  /** What a method is given; its tensors belong to whoever runs the method. */
  contextFor(model: ModelTensors, seed: number): VisualizationContext
  /** Lets go of what was compiled for it. */
  dispose(): void
}

type PassInput = { weights: readonly tf.Tensor[]; statistics: readonly tf.Tensor[]; image: tf.Tensor4D }

/**
 * The unit's activation is the logit of a class, or the mean of a layer's channel over all places. Throws `invalid-input`
 * where the network has no such class, layer or channel.
 */
export function createVisualizer(network: Network, runtime: StepRuntime, unit: VisualizedUnit): Visualizer {
  const { layer, place } = locate(network, unit)
  const step = runtime.compile(({ image, ...model }: PassInput): UnitPass =>
    tf.tidy(() => {
      const f = () => {
        const { logits, taps } = forward(network, model, image, {
          training: false,
          taps: layer === null ? [] : [layer],
        })
        const output = layer === null ? logits : (taps[layer] as tf.Tensor)
        const own = tf.slice(output, [...output.shape.slice(1).map(() => 0), place], [...output.shape.slice(0, -1), 1])
        return { value: tf.div(tf.sum(own), own.size) as tf.Scalar, kept: {} }
      }
      const { value, gradients } = valueAndGradients(f, [image])
      return { activation: value, gradient: gradients[0] as tf.Tensor4D }
    }),
  )
  const contextFor: Visualizer['contextFor'] = ({ weights, statistics }, seed) => ({
    inputShape: network.inputShape,
    noise: noiseOf([0], seed),
    random: createRandom(seed),
    pass: (image) => call(step, { weights, statistics, image }),
  })
  return {
    contextFor,
    visualize(model, choice, seed, tell) {
      const { method, values } = findMethod('visualizations', choice)
      const context = contextFor(model, seed)
      const total = method.passes(values)
      let done = 0
      return method.visualize(values, {
        ...context,
        *pass(image) {
          const result = yield* context.pass(image)
          tell?.(++done, total)
          return result
        },
      })
    },
    dispose: () => step.dispose(),
  }
}

/** The layer, null for the logits, and the place of the unit along its last axis. */
function locate(network: Network, unit: VisualizedUnit): { layer: string | null; place: number } {
  if ('class' in unit) {
    if (unit.class < network.classes) return { layer: null, place: unit.class }
    throw new AppError('invalid-input', `Expected a class from 0 to ${network.classes - 1}: got ${unit.class}.`)
  }
  const { name, shape } = findLayer(network, unit.layer)
  if (unit.channel < shape[2]) return { layer: name, place: unit.channel }
  throw new AppError('invalid-input', `Expected a channel of "${name}" from 0 to ${shape[2] - 1}: got ${unit.channel}.`)
}
