/** A linear classifier as the host tells it: w·x + b above 0 speaks for the second class, y = 1, below for the first, y = −1. */
export interface LinearWeights {
  readonly weights: Float32Array
  readonly bias: number
}

/** How an image is perturbed: the worst that the L∞ ball holds, with pixels that may leave [0, 1] or not. */
export interface WorstCase {
  readonly epsilon: number
  readonly clip: boolean
}

/** x − εy·sign(w), of pixels in [0, 1] (Goodfellow et al. 2015, section 5). */
export function worstOf(
  pixels: Float32Array,
  sign: 1 | -1,
  { weights }: LinearWeights,
  { epsilon, clip }: WorstCase,
): Float32Array {
  return pixels.map((pixel, i) => {
    const moved = pixel - epsilon * sign * Math.sign(weights[i] ?? 0)
    return clip ? Math.min(1, Math.max(0, moved)) : moved
  })
}

/** w·x + b. */
export function valueOf(pixels: Float32Array, { weights, bias }: LinearWeights): number {
  return pixels.reduce((sum, pixel, i) => sum + pixel * (weights[i] ?? 0), bias)
}

/** ‖w‖₁ */
export const l1Norm = (weights: Float32Array): number => weights.reduce((sum, weight) => sum + Math.abs(weight), 0)

/** Values of any sign as greys in [0, 1], zero in the middle; `most` is white. */
export const aroundGrey = (values: Float32Array, most: number): Float32Array =>
  values.map((value) => 0.5 + (most === 0 ? 0 : value / most / 2))

/**
 * Pixels as greys in [0, 1], of which some may lie `beyond` the range on either side. Inverted: y·x around middle grey,
 * so that the perturbation of every image looks alike, as in figure 2 of the paper.
 */
export function asGreys(
  pixels: Float32Array,
  { sign, isSigned, beyond }: { readonly sign: 1 | -1; readonly isSigned: boolean; readonly beyond: number },
): Float32Array {
  if (isSigned) return aroundGrey(sign === 1 ? pixels : pixels.map((pixel) => -pixel), 1 + beyond)
  return beyond === 0 ? pixels : pixels.map((pixel) => (pixel + beyond) / (1 + 2 * beyond))
}
