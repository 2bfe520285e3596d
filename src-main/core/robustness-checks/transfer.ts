import { ascentIn, referenceSteps, standingUnderGradients } from './attempts.ts'
import { hasNoRadius, notRun, passed, suspicious, toleranceOf, type Check } from './check.ts'

/** Images made on another model cannot be worse than those made on this one: unless its gradients mislead. */
export const transfer: Check = {
  id: 'transfer',
  title: 'Transfer from another run not stronger',
  source: 'Athalye, Carlini and Wagner 2018, section 3.1 (black-box attacks), https://arxiv.org/abs/1802.00420',
  async examine(examined) {
    const { bounds, sample } = examined
    const { norm, radius } = bounds
    if (radius === null) return hasNoRadius
    if (sample.surrogate === null) {
      return notRun('No other run of these images had a checkpoint to make the attack on. Evaluate again when one has.')
    }
    const standing = await standingUnderGradients(examined, radius)
    const transferred = await sample.rightWhenTransferred(ascentIn(norm, radius, referenceSteps))
    const left = standing.filter(Boolean).length
    const found = standing.filter((stands, place) => stands && !transferred[place]).length
    const text = `PGD on "${sample.surrogate}" found ${found} of the ${left} images that stayed right under attacks on this model`
    if (found <= toleranceOf(sample.size)) return passed(`${text}.`)
    return suspicious(`${text}: its own gradients hide something.`)
  },
}
