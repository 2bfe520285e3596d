import * as tf from '@tensorflow/tfjs-core'
import { standardNormal } from '../attacks/ball.ts'
import type { Noise } from '../methods.ts'
import { noiseFrom } from '../objectives/noise-from.ts'
import { uniform } from '../ops/uniform.ts'

/** Noise whose rows depend on seed, stream and the image's own key alone. */
export function noiseOf(keys: ArrayLike<number>, seed: number): Noise {
  return (shape, stream) =>
    tf.tidy(() =>
      tf.stack(
        Array.from(keys, (key) =>
          uniform([...shape], tf.tensor1d([seed ^ Math.imul(stream + 1, 0x9e3779b9), key], 'int32')),
        ),
      ),
    )
}

/** Standard normal noise from uniform: stream k of the streams 2k and 2k + 1. */
export const normalFrom =
  (noise: Noise): Noise =>
  (shape, stream) =>
    standardNormal(shape, noiseFrom(noise, 2 * stream))
