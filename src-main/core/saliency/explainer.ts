import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import { call, type Computation } from '../computation.ts'
import { forward, type ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import type { StepRuntime } from '../training/runtime.ts'

/** A base model in inference mode, as saliency methods see it. */
export interface Explainer {
  /**
   * Raw saliency maps [batch, height, width] of images [batch, height, width, channels] in [0, 1]. `target`
   * [batch, classes]: the score of an image is the sum of its logits, taken before softmax, each times its target: one
   * class, or one against another.
   */
  explain(model: ModelTensors, choice: MethodChoice, images: tf.Tensor4D, target: tf.Tensor2D): Computation<tf.Tensor3D>
  /** Lets go of what was compiled for it. */
  dispose(): void
}

type ScoreInput = {
  weights: readonly tf.Tensor[]
  statistics: readonly tf.Tensor[]
  images: tf.Tensor4D
  target: tf.Tensor2D
}

export function createExplainer(network: Network, runtime: StepRuntime): Explainer {
  // Summed over the batch, so that no image depends on its neighbours.
  const gradient = runtime.compile(({ images, target, ...model }: ScoreInput): tf.Tensor4D => {
    const score = (at: tf.Tensor): tf.Tensor =>
      tf.sum(tf.mul(forward(network, model, at as tf.Tensor4D, { training: false }).logits, target))
    return tf.tidy(() => tf.grad(score)(images) as tf.Tensor4D)
  })
  return {
    explain({ weights, statistics }, choice, images, target) {
      const { method, values } = findMethod('saliency', choice)
      return method.explain(values, {
        images,
        gradientOfScore: (at) => call(gradient, { weights, statistics, images: at, target }),
      })
    },
    dispose: () => gradient.dispose(),
  }
}
