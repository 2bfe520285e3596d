/** A linear classifier of two classes: a value w·x + b above 0 speaks for the second one (y = 1), below for the first (y = −1). */
export interface LinearModel {
  /** [height · width · channels], row-major. */
  readonly weights: Float32Array
  readonly bias: number
}

/** Images as they are stored, 0 … 255 in rows, with the class of each: 0 or 1. */
export interface StoredImages {
  readonly pixels: Uint8Array
  readonly labels: ArrayLike<number>
}

/** Of a softmax over two classes: kernel [features, 2] row-major and bias [2]. w = w₁ − w₀, b = b₁ − b₀. */
export function linearModelOf(kernel: Float32Array, bias: Float32Array): LinearModel {
  const weights = Float32Array.from(
    { length: kernel.length / 2 },
    (_, i) => (kernel[2 * i + 1] as number) - (kernel[2 * i] as number),
  )
  return { weights, bias: (bias[1] as number) - (bias[0] as number) }
}

/**
 * How many images are wrong under the worst perturbation of each L∞ radius (rising), in closed form: y(w·x + b) falls by
 * ε‖w‖₁ where pixels may leave [0, 1] (Goodfellow, Shlens & Szegedy 2015, section 5), by Σ |wᵢ| · min(ε, rᵢ) where they stay
 * in it, rᵢ being what is left between pixel and end of the range in the direction of −y·sign(wᵢ). FGSM without and with
 * clipping reaches both. `undecided` are images whose unclipped margin is smaller than the error that a sum of the pixels'
 * products in float32 can have, n·2⁻²⁴·(Σ|wᵢxᵢ| + ε‖w‖₁ + |b|) of n values: an engine may count them as either.
 */
export function countWrong(
  model: LinearModel,
  { pixels, labels }: StoredImages,
  radii: readonly number[],
): { readonly unclipped: number[]; readonly clipped: number[]; readonly undecided: number[] } {
  const size = model.weights.length
  const norm = model.weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
  const bound = size * 2 ** -24
  const counts = (): Int32Array => new Int32Array(radii.length + 1)
  const firstWrong = { unclipped: counts(), clipped: counts(), perhaps: counts(), surely: counts() }
  const add = (which: keyof typeof firstWrong, at: number): void => {
    firstWrong[which][at] = (firstWrong[which][at] as number) + 1
  }
  for (let image = 0; image < labels.length; image++) {
    const own = pixels.subarray(image * size, (image + 1) * size)
    const sign = labels[image] === 1 ? 1 : -1
    const margin = sign * valueOf(model, own)
    const place = (fallAt: (radius: number) => number): number =>
      // Of equal logits the first class is taken.
      firstAt(radii, (radius) => margin - fallAt(radius) < 0 || (margin === fallAt(radius) && sign === 1))
    const magnitude = magnitudeOf(model, own)
    const rounding = (radius: number): number => bound * (magnitude + radius * norm)
    add(
      'unclipped',
      place((radius) => radius * norm),
    )
    add(
      'clipped',
      place((radius) => fallWithin(model.weights, own, sign, radius)),
    )
    add(
      'perhaps',
      place((radius) => radius * norm + rounding(radius)),
    )
    add(
      'surely',
      place((radius) => radius * norm - rounding(radius)),
    )
  }
  const summed = (first: Int32Array): number[] => {
    let sum = 0
    return radii.map((_, at) => (sum += first[at] as number))
  }
  const surely = summed(firstWrong.surely)
  return {
    unclipped: summed(firstWrong.unclipped),
    clipped: summed(firstWrong.clipped),
    undecided: summed(firstWrong.perhaps).map((perhaps, at) => perhaps - (surely[at] as number)),
  }
}

/** Σ|wᵢxᵢ| + |b|: what the rounding of a sum is measured by. */
function magnitudeOf({ weights, bias }: LinearModel, pixels: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += Math.abs(weights[i] as number) * (pixels[i] as number)
  return sum / 255 + Math.abs(bias)
}

/** w·x + b of one image. */
function valueOf({ weights, bias }: LinearModel, pixels: Uint8Array): number {
  let value = 0
  for (let i = 0; i < weights.length; i++) value += (weights[i] as number) * (pixels[i] as number)
  return value / 255 + bias
}

function fallWithin(weights: Float32Array, pixels: Uint8Array, sign: number, radius: number): number {
  let fall = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    const pixel = (pixels[i] as number) / 255
    fall += Math.abs(weight) * Math.min(radius, sign * weight > 0 ? pixel : 1 - pixel)
  }
  return fall
}

/** The first place where it is so, and from there on; their number where it is nowhere. */
function firstAt(radii: readonly number[], isSo: (radius: number) => boolean): number {
  let [low, high] = [0, radii.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(radii[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}
