import { ascentIn } from '../attacks/attack-in-norm.ts'
import type { Norm } from '../attacks/direction.ts'
import { referenceSteps } from './attempts.ts'
import type { Sample } from './sample.ts'
import { countOf, lengthText, ofTooFew, passed, suspicious, toleranceOf, type Check } from './check.ts'

/** A change of half the pixel range everywhere, in each norm; `values`: of one image. */
const largeRadius = (norm: Norm, values: number): number =>
  ({ infinity: 0.5, l2: 0.5 * Math.sqrt(values), l1: 0.5 * values })[norm]

/**
 * Within half the pixel range every image can become plain grey: what still is right there was not attacked, unless grey
 * is taken for its class. Of two classes those are half of the images.
 * Athalye, Carlini and Wagner 2018, section 3.1 (unbounded attacks), https://arxiv.org/abs/1802.00420.
 */
export const largeEpsilon: Check = {
  id: 'large-epsilon',
  title: 'Accuracy falls to 0 at large epsilon',
  async examine({ bounds: { norm }, sample }) {
    const tooFew = ofTooFew(sample.size)
    if (tooFew) return tooFew
    const epsilon = largeRadius(norm, sample.valuesPerImage)
    const { id, params } = ascentIn(norm, epsilon, referenceSteps)
    // From the image itself: a random start of this ball is not an image any more, whatever the gradient.
    const standing = await sample.right({ id, params: { ...params, randomStart: false } })
    const right = countOf(standing)
    const text = `${right} of ${sample.size} images stay right at epsilon ${lengthText(norm, epsilon)}`
    if (right <= toleranceOf(sample.size)) return passed(`${text}.`)
    if (await areOfGrey(sample, standing)) return passed(`${text}, of the class that the model takes plain grey for.`)
    return suspicious(
      `${text}, where any image can be turned into grey: attacks with gradients do not find their way, or the model says the same of every image.`,
    )
  },
}

/** Whether only images of grey's class stand, in a model that tells others from them. */
async function areOfGrey(sample: Sample, standing: readonly boolean[]): Promise<boolean> {
  const ofGrey = await sample.ofGrey()
  const clean = await sample.cleanGradients()
  const others = (right: readonly boolean[]): number => countOf(right.map((isRight, i) => isRight && !ofGrey[i]))
  const tolerance = toleranceOf(sample.size)
  return others(standing) <= tolerance && others(clean.map(({ isRight }) => isRight)) > tolerance
}
