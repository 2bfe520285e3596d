import * as tf from '@tensorflow/tfjs-core'
import { choice } from '../params.ts'

/** What is kept of a gradient's values; the option texts are read in forms. */
const options = {
  absolute: 'Absolute value',
  positive: 'Positive part',
  negative: 'Negative part',
  signed: 'Signed',
  negated: 'Negated',
} as const

export type Sign = keyof typeof options

/** The parameter by which a gradient method chooses a side of the evidence. */
export const signParam = <D extends Sign>(preset: D) =>
  choice<Sign>({
    default: preset,
    options,
    help: 'What is kept of the gradient before the channels are joined. Positive: brightening the pixel speaks for the class; negative: against it.',
  })

/** Elementwise. */
export function keepSign<T extends tf.Tensor>(sign: Sign, values: T): T {
  switch (sign) {
    case 'absolute':
      return tf.abs(values)
    case 'positive':
      return tf.relu(values)
    case 'negative':
      return tf.tidy(() => tf.relu(tf.neg(values)))
    case 'signed':
      return tf.clone(values)
    case 'negated':
      return tf.neg(values)
  }
}
