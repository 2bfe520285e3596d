import type { SimilarityKernel } from '../../contract/similarity.ts'
import { medianOf } from '../median.ts'

/** A square matrix [images, images], row-major: how similar every two images are in one layer. */
export type Gram = Float32Array | Float64Array

/**
 * Centered kernel alignment compares two layers, of one network or of two, by the images that each finds alike:
 * Kornblith et al. 2019, "Similarity of neural network representations revisited", https://arxiv.org/abs/1905.00414.
 * X [n, p] and Y [n, q] are the layers' features of the same n images, K = XXᵀ and L = YYᵀ their Gram matrices.
 *
 * - `linear`: with K and L centered by rows and columns, ⟨K, L⟩ / (‖K‖ ‖L‖), which is
 *   ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) for centered features (their equation 4); in [0, 1].
 * - `debiased`: the same with Gram matrices that are centered without their diagonals (Székely and Rizzo 2014; the
 *   authors' `gram_rbf`/`center_gram` with `unbiased=True`), so that few images with many features do not look alike by
 *   chance; at most 1, may be below 0.
 * - `rbf`: `linear` on exp(−d² / (2 t² median d²)), d the distance of two images' features, t = {@link rbfThreshold}.
 *
 * Adding a constant to features, turning or scaling them changes none of it. Where a layer tells no image from another
 * the alignment is NaN.
 *
 * @example numpy.random.seed(1337); X = randn(100, 10); Y = randn(100, 10) + X, as in the authors' notebook: linear
 * 0.55761, debiased 0.51346, rbf 0.65483.
 */
export function cka(first: Gram, second: Gram, kernel: SimilarityKernel): number {
  const [k, l] = [centeredGram(first, kernel), centeredGram(second, kernel)]
  return alignmentOf(innerProduct(k, l), innerProduct(k, k), innerProduct(l, l))
}

/** Width of the RBF kernel as a share of the median distance: the authors' value. */
export const rbfThreshold = 0.5

/** ⟨K, L⟩ / √(⟨K, K⟩ ⟨L, L⟩), of sums as {@link innerProduct} and {@link unbiasedHsic} give them; NaN where one is not above 0. */
export function alignmentOf(between: number, first: number, second: number): number {
  return first > 0 && second > 0 ? between / Math.sqrt(first * second) : Number.NaN
}

/**
 * K̃ of a Gram matrix of features, whose inner products are compared. `debiased` needs 3 images at least. Leaves what it
 * is given.
 */
export function centeredGram(gram: Gram, kernel: SimilarityKernel): Float64Array {
  const k = kernel === 'rbf' ? rbfGram(gram) : Float64Array.from(gram)
  return withoutRounding(kernel === 'debiased' ? centerWithoutDiagonal(k) : center(k), k)
}

/**
 * K̃ for {@link unbiasedHsic}, of whatever kernel: minibatch CKA takes its Gram matrices without their diagonals, so that
 * a batch is no biased estimate of all images. The width of `rbf` is of the batch's own median distance, so each batch is
 * compared with a slightly other kernel: batches are random draws of all images, whose medians are close.
 */
export function centeredOfMinibatch(gram: Gram, kernel: SimilarityKernel): Float64Array {
  const k = kernel === 'rbf' ? rbfGram(gram) : Float64Array.from(gram)
  return withoutRounding(centerWithoutDiagonal(k), k)
}

/** ⟨K, L⟩: the sum of the products of their values. */
export function innerProduct(k: Float64Array, l: Float64Array): number {
  let sum = 0
  for (let at = 0; at < k.length; at++) sum += (k[at] as number) * (l[at] as number)
  return sum
}

/**
 * HSIC₁ of Song et al. 2012 (equation 5), from matrices of {@link centeredOfMinibatch}: ⟨K̃, L̃⟩ / (n (n − 3)), which is
 * [tr(KL) + 1ᵀK1 1ᵀL1 / ((n − 1)(n − 2)) − 2 / (n − 2) 1ᵀKL1] / (n (n − 3)) with K and L without their diagonals. Means of
 * it over batches estimate HSIC of all images without bias; their ratio is minibatch CKA: Nguyen, Raghu and Kornblith
 * 2021, https://arxiv.org/abs/2010.15327. Needs 4 images.
 */
export function unbiasedHsic(k: Float64Array, l: Float64Array): number {
  const n = Math.sqrt(k.length)
  return innerProduct(k, l) / (n * (n - 3))
}

/** What is left of values this much larger is rounding. */
const rounding = 1e-12

const largestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** 0 throughout where nothing but rounding is left of a matrix: a layer that says the same of every image. */
function withoutRounding(centered: Float64Array, k: Float64Array): Float64Array {
  return largestOf(centered) <= rounding * largestOf(k) ? centered.fill(0) : centered
}

function center(k: Float64Array): Float64Array {
  const n = Math.sqrt(k.length)
  const means = rowSums(k).map((sum) => sum / n)
  const mean = means.reduce((sum, value) => sum + value, 0) / n
  return k.map((value, at) => value - (means[Math.floor(at / n)] as number) - (means[at % n] as number) + mean)
}

function centerWithoutDiagonal(gram: Float64Array): Float64Array {
  const n = Math.sqrt(gram.length)
  const k = gram.slice()
  for (let i = 0; i < n; i++) k[i * n + i] = 0
  const means = rowSums(k).map((sum) => sum / (n - 2))
  const half = means.reduce((sum, value) => sum + value, 0) / (2 * (n - 1))
  const centered = k.map(
    (value, at) => value - ((means[Math.floor(at / n)] as number) - half) - ((means[at % n] as number) - half),
  )
  for (let i = 0; i < n; i++) centered[i * n + i] = 0
  return centered
}

function rowSums(k: Float64Array): Float64Array {
  const n = Math.sqrt(k.length)
  const sums = new Float64Array(n)
  k.forEach((value, at) => {
    const row = Math.floor(at / n)
    sums[row] = (sums[row] as number) + value
  })
  return sums
}

/** exp(−d² / (2 t² median d²)); the median is over all pairs, an image with itself included, as the authors take it. */
function rbfGram(gram: Gram): Float64Array {
  const n = Math.sqrt(gram.length)
  const own = Float64Array.from({ length: n }, (_, i) => gram[i * n + i] as number)
  const least = rounding * largestOf(own)
  const squares = Float64Array.from(gram, (value, at) => {
    const square = (own[Math.floor(at / n)] as number) + (own[at % n] as number) - 2 * value
    return square > least ? square : 0
  })
  const scale = 2 * rbfThreshold ** 2 * medianOf(squares.slice())
  return squares.map((square) => (scale > 0 ? Math.exp(-square / scale) : 1))
}
