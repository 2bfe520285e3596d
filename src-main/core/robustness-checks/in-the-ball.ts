import { lengthText, passed, suspicious, type Check } from './check.ts'

/** Of float32 sums over an image. */
const rounding = 1e-5

/**
 * Whether the attack kept to its rules, over all images of the evaluation.
 * Carlini et al. 2019, "On evaluating adversarial robustness", https://arxiv.org/abs/1902.06705.
 */
export const inTheBall: Check = {
  id: 'in-the-ball',
  title: 'Attack in the ball',
  async examine({ bounds: { norm, radius, inRange }, reach: { distance, low, high } }) {
    const moved = `moved ${lengthText(norm, distance)} at most`
    if (radius !== null && distance > radius * (1 + rounding) + rounding / 255) {
      return suspicious(`Images were ${moved}: farther than the radius of ${lengthText(norm, radius)}.`)
    }
    if (inRange && (low < 0 || high > 1)) {
      return suspicious(`Pixel values between ${low.toPrecision(3)} and ${high.toPrecision(3)}: they belong in [0, 1].`)
    }
    const within = radius === null ? '' : `, within ${lengthText(norm, radius)}`
    return passed(`Images were ${moved}${within}${inRange ? ', and stayed in the pixel range' : ''}.`)
  },
}
