import { ofTooFew, passed, suspicious, toleranceOf, type Check } from './check.ts'

/**
 * Where the loss is flat, gradients lead nowhere: the classical sign of masking.
 * Croce et al. 2021, "RobustBench", section 3 (zero gradients), https://arxiv.org/abs/2010.09670.
 */
export const zeroGradients: Check = {
  id: 'zero-gradients',
  title: 'Gradients are not zero',
  async examine({ sample }) {
    const right = (await sample.cleanGradients()).filter(({ isRight }) => isRight)
    const tooFew = ofTooFew(right.length)
    if (tooFew) return tooFew
    const zero = right.filter(({ isZero }) => isZero).length
    const share = `${zero} of ${right.length} images that are classified rightly`
    if (zero <= toleranceOf(right.length)) return passed(`The gradient is zero for ${share}.`)
    return suspicious(
      `The gradient is zero for ${share}: the loss is flat there (a saturated softmax or a step), and attacks with gradients do not move. Look at Square, or attack the logits.`,
    )
  },
}
