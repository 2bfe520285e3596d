import { squareIn } from '../attacks/attack-in-norm.ts'
import { placesOf } from '../attacks/verdicts.ts'
import { searchesByLogits, standingUnderGradients } from './attempts.ts'
import { countOf, notRun, passed, suspicious, toleranceOf, type Check } from './check.ts'

/** What Square may ask of each image. */
export const squareQueries = 200

/**
 * Who sees logits alone cannot do better than who sees gradients: unless these mislead.
 * Croce and Hein 2020, section 5, https://arxiv.org/abs/2003.01690.
 */
export const blackBox: Check = {
  id: 'black-box',
  title: 'Square not stronger than gradients',
  countWithin: async (radius, examined) => {
    const {
      bounds: { norm },
      sample,
    } = examined
    const square = squareIn(norm, radius, squareQueries)
    if (!square) return notRun('There is no Square attack in the L1 norm.')
    const standing = placesOf(
      await standingUnderGradients(examined, radius, { withEvaluated: !searchesByLogits(sample.attack) }),
      (stands) => stands,
    )
    if (standing.length === 0) return passed(`Gradients found all ${sample.size} images: nothing was left to Square.`)
    const found = standing.length - countOf(await sample.rightAmong(standing, square))
    const text = `Square with ${squareQueries} queries found ${found} of the ${standing.length} images that stayed right under attacks with gradients`
    if (found <= toleranceOf(sample.size)) return passed(`${text}.`)
    return suspicious(`${text}: it sees logits alone, so the gradients hide something.`)
  },
}
