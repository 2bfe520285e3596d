import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod } from '../catalog.ts'
import { call, type Computation } from '../computation.ts'
import type { Classifier, FoldedModel } from '../evaluation/classifier.ts'
import { toCommonSize } from '../evaluation/common-size.ts'
import { noiseOf, normalFrom } from '../evaluation/image-noise.ts'
import type { LayerPass, SaliencyContext, SaliencyResult } from '../methods.ts'
import { forward, type ModelTensors } from '../network/forward.ts'
import { activate as activateAsTrained, type Activate } from '../network/layers.ts'
import type { Network } from '../network/network.ts'
import { compileEach } from '../training/compile-each.ts'
import { valueAndGradients } from '../training/gradients.ts'
import type { StepRuntime } from '../training/runtime.ts'
import { repeatRows, variantsPerPass } from './passes.ts'

/** A model as saliency methods see it: folded too, as it answers an evaluation's questions for logits. */
export type ExplainedModel = ModelTensors & FoldedModel

export interface ExplainedBatch {
  /** [batch, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /**
   * [batch, classes]: the score of an image is the sum of its logits, taken before softmax, each times its target: one
   * class, or one against another.
   */
  readonly target: tf.Tensor2D
  /** A number of each image, so that its noise does not depend on its neighbours. */
  readonly keys: ArrayLike<number>
}

/** A base model in inference mode, as saliency methods see it. */
export interface Explainer {
  /**
   * Raw saliency maps of a batch. Throws `invalid-input` where the method does not fit the network, and `not-a-number`
   * where images or logits are not finite.
   */
  explain(model: ExplainedModel, choice: MethodChoice, batch: ExplainedBatch): Computation<SaliencyResult>
  /** What a method is given for these images; its tensors are the batch's, or belong to whoever runs the method. */
  contextFor(model: ExplainedModel, batch: ExplainedBatch): SaliencyContext
  /** Lets go of what was compiled for it. */
  dispose(): void
}

type ScoreInput = {
  weights: readonly tf.Tensor[]
  statistics: readonly tf.Tensor[]
  images: tf.Tensor4D
  target: tf.Tensor2D
}

/** Of the noise that methods draw. */
const seed = 0x5a11e7c1

export function createExplainer(
  network: Network,
  runtime: StepRuntime,
  classifier: Pick<Classifier, 'logits'>,
): Explainer {
  const gradients = compileEach(runtime, (activate: Activate) => ({ images, target, ...model }: ScoreInput) => {
    // Summed over the batch, so that no image depends on its neighbours.
    const score = (at: tf.Tensor): tf.Tensor =>
      tf.sum(tf.mul(forward(network, model, at as tf.Tensor4D, { training: false, activate }).logits, target))
    return tf.tidy(() => tf.grad(score)(images) as tf.Tensor4D)
  })

  const layerPasses = compileEach(runtime, (layer: string) => {
    const shape = network.nodes.find(({ name }) => name === layer)?.shape ?? []
    return ({ images, target, ...model }: ScoreInput): LayerPass =>
      tf.tidy(() => {
        // Nothing is added to the layer's output, so that there is something to take the gradient by.
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- A tensor of zeros, which needs no memory here.
        const nothing = tf.fill([images.shape[0], ...shape], 0)
        const f = () => {
          const { logits, taps } = forward(network, model, images, {
            training: false,
            taps: [layer],
            replaced: { [layer]: (output) => tf.add(output, nothing) },
          })
          return { value: tf.sum(tf.mul(logits, target)) as tf.Scalar, kept: { activation: taps[layer] as tf.Tensor } }
        }
        const { gradients, kept } = valueAndGradients(f, [nothing])
        return { activation: kept.activation as tf.Tensor4D, gradient: gradients[0] as tf.Tensor4D }
      })
  })

  function contextFor(model: ExplainedModel, { images, target, keys }: ExplainedBatch): SaliencyContext {
    const { weights, statistics } = model
    const batch = images.shape[0]
    /** Rows of a pass: the batch, or as many variants of its images as go together. */
    const sizeFor = (rows: number): number =>
      rows <= batch ? batch : Math.max(rows, batch * variantsPerPass(batch, network.inputShape))
    const noise = noiseOf(keys, seed)
    return {
      ...{ network, images, target, noise, normal: normalFrom(noise) },
      *gradientOfScore(at, activate = activateAsTrained) {
        const rows = { images: at, target: repeatRows(target, at.shape[0] / batch) }
        const gradient = yield* toCommonSize(rows, sizeFor(at.shape[0]), (given) =>
          call(gradients.of(activate), { weights, statistics, ...given }),
        )
        rows.target.dispose()
        return gradient
      },
      logits: (at) =>
        toCommonSize({ images: at }, sizeFor(at.shape[0]), (given) => classifier.logits(model, given.images)),
      atLayer: (layer) => call(layerPasses.of(layer), { weights, statistics, images, target }),
      weight(path) {
        const place = network.weights.findIndex((variable) => variable.path === path)
        const weight = weights[place]
        if (!weight) throw new Error(`The network has no weight called "${path}".`)
        return weight
      },
    }
  }

  return {
    contextFor,
    *explain(model, choice, batch) {
      const { method, values } = findMethod('saliency', choice)
      const context = contextFor(model, batch)
      yield* requireFinite(context)
      return yield* method.explain(values, context)
    },
    dispose() {
      for (const steps of [gradients, layerPasses]) steps.dispose()
    },
  }
}

/** A map of what is not finite can look like any other, since some operations end a value that is not a number. */
function* requireFinite({ images, logits }: SaliencyContext): Computation<void> {
  const sums = tf.tidy(() => tf.sum(images, [1, 2, 3]))
  requireFiniteRows(sums, images.shape[0], 'values', {
    hint: 'Choose another image, or make this one again.',
  })
  const found = yield* logits(images)
  requireFiniteRows(found, images.shape[0], 'logits', {
    hint: "The model's weights or its activations are too large: choose an earlier checkpoint.",
  })
}

function requireFiniteRows(
  rows: tf.Tensor,
  batch: number,
  what: 'values' | 'logits',
  { hint }: { hint: string },
): void {
  const values = rows.dataSync<'float32'>()
  rows.dispose()
  const place = values.findIndex((value) => !Number.isFinite(value))
  if (place === -1) return
  const image = batch === 1 ? 'The image' : `Image ${Math.floor((place * batch) / values.length) + 1} of ${batch}`
  const verb = what === 'values' ? 'holds' : 'has'
  throw new AppError('not-a-number', `${image} ${verb} ${what} that are not finite numbers.`, { hint })
}
