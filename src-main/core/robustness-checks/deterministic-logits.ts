import { passed, suspicious, type Check } from './check.ts'

/** Relative to the largest logit: more than two orders of summation differ by. */
const rounding = 1e-4

/**
 * A defence that draws at random hides its gradient, and its accuracy is not that of any one model.
 * Athalye, Carlini and Wagner 2018, section 3 (stochastic gradients), https://arxiv.org/abs/1802.00420.
 */
export const deterministicLogits: Check = {
  id: 'deterministic-logits',
  title: 'Deterministic logits',
  async examine({ sample }) {
    const { difference, largest } = await sample.repeatedLogits()
    if (difference === 0) return passed(`${sample.size} images classified twice gave the same logits.`)
    const text = `Logits of the same ${sample.size} images differ by ${difference.toPrecision(2)} from one pass to the next (the largest is ${largest.toPrecision(3)})`
    if (difference <= rounding * largest) return passed(`${text}: no more than rounding.`)
    return suspicious(
      `${text}: the model draws at random, and attacks climb another one than they are judged on. Attack the mean over its draws.`,
    )
  },
}
