import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { Noise } from '../methods.ts'
import { forward } from '../network/forward.ts'
import type { Network, Variable } from '../network/network.ts'
import { toPixels, type Images } from '../ops/pixels.ts'
import { uniform } from '../ops/uniform.ts'
import { createTrainedBlocks, type TrainedPart } from './trained-blocks.ts'

/** What a training step takes; all of it tensors, so that it can be traced. */
export type StepInputs = {
  /** [batch, height, width, channels], values in [0, 1] or bytes. */
  readonly images: Images
  /** [batch] int32. */
  readonly labels: tf.Tensor1D
  /** [2] int32, new in every step. */
  readonly seed: tf.Tensor1D
  /** Scalar learning rate after schedule and warm-up. */
  readonly rate: tf.Scalar
  /** Scalar, 1 in the first step. */
  readonly step: tf.Scalar
  /** [batch]: weights of the images' losses, where the objective takes them. */
  readonly sampleWeights?: tf.Tensor1D
  /** Broadcasts to `images`: what an attack may change, where it is not left to the objective's parameters. */
  readonly featureMask?: tf.Tensor
  readonly weights: readonly tf.Tensor[]
  readonly statistics: readonly tf.Tensor[]
  /** slots[weight][slot] */
  readonly slots: readonly (readonly tf.Tensor[])[]
  /** What the objective carries from step to step, where it does. */
  readonly carried?: readonly tf.Tensor[]
}

export type StepOutputs = {
  readonly weights: tf.Tensor[]
  readonly statistics: tf.Tensor[]
  readonly slots: tf.Tensor[][]
  readonly carried?: tf.Tensor[]
  /** Scalars by metric name: loss and its parts, `gradient-norm`, `batch-accuracy` where the objective has one. */
  readonly metrics: Record<string, tf.Scalar>
}

/**
 * One optimizer step as a pure function of tensors: the objective's gradients, their global norm and, where asked for,
 * clipping by it (Pascanu et al. 2013), weight decay (Krogh and Hertz 1991: `rate · weight` joins the gradient), then
 * the optimizer's rule, whose count of steps begins where a weight's block began to be trained (as PyTorch's Adam counts
 * for each weight). All of that is for the weights of trained blocks: others stay as they are, and so do their slots.
 *
 * `trained` is by default what a run of this configuration starts with.
 */
export function createTrainStep(
  config: RunConfig,
  network: Network,
  trained: TrainedPart = createTrainedBlocks(config, network, 1).part,
): (inputs: StepInputs) => StepOutputs {
  const objective = findMethod('objectives', config.objective)
  const optimizer = findMethod('optimizers', config.optimizer)
  const isTrained = ({ block }: { readonly block: string }): boolean => Object.hasOwn(trained.since, block)
  const places = network.weights.flatMap((variable, place) => (isTrained(variable) ? [place] : []))
  const frozen = new Set(
    trained.movesStatistics ? [] : network.nodes.filter((node) => !isTrained(node)).map(({ name }) => name),
  )

  return (inputs) =>
    tf.tidy(() => {
      const { labels, weights, sampleWeights, featureMask, carried } = inputs
      const images = toPixels(inputs.images)
      const seedOf = (stream: number): tf.Tensor1D => tf.add(inputs.seed, tf.tensor1d([0, stream * 0x10000], 'int32'))
      const noise: Noise = (shape, stream) => uniform([images.shape[0], ...shape], seedOf(stream + 1))
      let passes = 0
      const result = objective.method.step(objective.values, {
        images,
        labels,
        trainable: places.map((place) => weights[place] as tf.Tensor),
        statistics: inputs.statistics,
        ...(sampleWeights && { sampleWeights }),
        ...(featureMask && { featureMask }),
        ...(carried && { carried }),
        noise,
        forward: (at, statistics, { training, trainable }) =>
          forward(network, { weights: trainable ? replaced(weights, places, trainable) : weights, statistics }, at, {
            training,
            frozen,
            movingVariance: config.batchNormMovingVariance,
            // Every pass drops out on its own, as in NSL.
            seed: tf.add(inputs.seed, tf.tensor1d([++passes, 0], 'int32')),
          }),
      })
      const norm = tf.sqrt(tf.addN(result.gradients.map((gradient) => tf.sum(tf.square(gradient))))) as tf.Scalar
      const shrink =
        config.clipGradientNorm === null
          ? null
          : tf.div(config.clipGradientNorm, tf.maximum(norm, config.clipGradientNorm))
      const rules = new Map<number, ReturnType<typeof optimizer.method.rule>>()
      const ruleOf = ({ block }: Variable): ReturnType<typeof optimizer.method.rule> => {
        const since = trained.since[block] ?? 0
        const step = since === 0 ? inputs.step : tf.sub<tf.Scalar>(inputs.step, since)
        const rule = rules.get(since) ?? optimizer.method.rule(optimizer.values, { rate: inputs.rate, step })
        rules.set(since, rule)
        return rule
      }
      const gradients = new Map(places.map((place, i) => [place, result.gradients[i] as tf.Tensor]))
      const decayed = result.decayed ? replaced(weights, places, result.decayed) : weights
      const updates = weights.map((weight, place) => {
        const slots = inputs.slots[place] as readonly tf.Tensor[]
        const raw = gradients.get(place)
        if (!raw) return { weight: tf.clone(weight), slots: slots.map((slot) => tf.clone(slot)) }
        const variable = network.weights[place] as Variable
        const clipped = shrink === null ? raw : tf.mul(raw, shrink)
        const decay = isDecayed(config, variable) && tf.mul(decayed[place] as tf.Tensor, config.weightDecay)
        const gradient = decay ? tf.add(clipped, decay) : clipped
        return ruleOf(variable)({ weight, gradient, slots })
      })
      return {
        weights: updates.map((each) => each.weight),
        slots: updates.map((each) => [...each.slots]),
        // Those that nothing moved are the caller's own.
        statistics: result.statistics.map((statistic, i) =>
          statistic === inputs.statistics[i] ? tf.clone(statistic) : statistic,
        ),
        ...(result.carried && { carried: [...result.carried] }),
        metrics: {
          loss: result.loss,
          ...result.parts,
          ...(result.accuracy && { 'batch-accuracy': result.accuracy }),
          'gradient-norm': norm,
        },
      }
    })
}

/** The same list with `others` at these places. */
function replaced(
  weights: readonly tf.Tensor[],
  places: readonly number[],
  others: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  const list = [...weights]
  places.forEach((place, i) => (list[place] = others[i] as tf.Tensor))
  return list
}

function isDecayed({ weightDecay, weightDecayScope }: RunConfig, { role }: Variable): boolean {
  return weightDecay > 0 && (weightDecayScope === 'all' || role.endsWith('kernel'))
}
