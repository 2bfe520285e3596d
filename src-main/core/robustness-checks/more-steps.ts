import { withMoreSteps } from './attempts.ts'
import { countOf, passed, suspicious, toleranceOf, type Check } from './check.ts'

/** An attack that leaves up to one image in twenty more than one of twice the steps has converged well enough. */
const convergedShare = 1 / 20

/**
 * More steps find at least as much; where they find much more, the attack had not converged.
 * Carlini et al. 2019, "On evaluating adversarial robustness", https://arxiv.org/abs/1902.06705.
 */
export const moreSteps: Check = {
  id: 'more-steps',
  title: 'More steps not weaker',
  countWithin: async (radius, { bounds: { norm }, sample }) => {
    const { fewer, more, steps } = withMoreSteps(sample.attack, { norm, radius })
    const before = countOf(fewer ? await sample.right(fewer) : sample.evaluated)
    const after = countOf(await sample.right(more))
    const which = fewer ? 'PGD' : 'the attack'
    const text = `Of ${sample.size} images, ${before} stay right under ${which} with ${steps} steps, ${after} with ${2 * steps}`
    if (after > before + toleranceOf(sample.size)) {
      return suspicious(`${text}: more steps are weaker, so the gradient leads astray.`)
    }
    if (!fewer && before - after > Math.max(1, sample.size * convergedShare)) {
      return suspicious(`${text}: it has not converged, and the accuracy is higher than it would be with more steps.`)
    }
    return passed(`${text}.`)
  },
}
