import { ascentIn } from '../attacks/attack-in-norm.ts'
import { referenceSteps, standingUnderGradients } from './attempts.ts'
import { countOf, notRun, passed, suspicious, toleranceOf, type Check } from './check.ts'

/**
 * Images made on another model cannot be worse than those made on this one: unless its gradients mislead.
 * Athalye, Carlini and Wagner 2018, section 3.1 (black-box attacks), https://arxiv.org/abs/1802.00420.
 */
export const transfer: Check = {
  id: 'transfer',
  title: 'Transfer from another run not stronger',
  countWithin: async (radius, examined) => {
    const {
      bounds: { norm },
      sample,
    } = examined
    if (sample.surrogate === null) {
      return notRun('No other run of these images was done, to make the attack on. Evaluate again when one is.')
    }
    const standing = await standingUnderGradients(examined, radius, { withEvaluated: true })
    const transferred = await sample.rightWhenTransferred(ascentIn(norm, radius, referenceSteps))
    const left = countOf(standing)
    const found = countOf(standing.map((stands, place) => stands && !transferred[place]))
    const text = `PGD on "${sample.surrogate}" found ${found} of the ${left} images that stayed right under attacks on this model`
    if (found <= toleranceOf(sample.size)) return passed(`${text}.`)
    return suspicious(`${text}: its own gradients hide something.`)
  },
}
