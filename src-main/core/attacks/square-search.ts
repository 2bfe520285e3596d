import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext, AttackCost, Noise } from '../methods.ts'
import { choice, number, type ValuesOf } from '../params.ts'
import { gatherRows, replaceRows, selectRows } from './rows.ts'
import { judge, placesOf } from './verdicts.ts'
import { partOf } from './worst-case.ts'

export const squareSource =
  'Andriushchenko et al. 2020, https://arxiv.org/abs/1912.00049; code: https://github.com/fra31/auto-attack'

export const squareParams = {
  queries: number({ default: 5000, min: 1, max: 100_000, step: 1, help: 'Forward passes; there are no gradients.' }),
  firstShare: number({ default: 0.8, min: 0, max: 1, help: 'Share of the image that the first windows cover.' }),
  schedule: choice({
    default: 'scaled',
    options: { scaled: 'Scaled to the queries', fixed: 'As within AutoAttack' },
    help: 'When windows shrink: after 10, 50, 200 … of 10,000 queries in proportion, or after these whatever the number, as within AutoAttack.',
  }),
} as const

export type SquareValues = ValuesOf<typeof squareParams>

/** Of one attempt: the start and every query. */
export const costOfSquares = (queries: number): AttackCost => ({ gradients: 0, forwards: queries + 1 })

/** How a norm moves; runs in a scope of its own. */
export interface SquareMoves {
  /** Uniform numbers that the proposal for one image takes. */
  readonly numbers: number
  /** Least side of a window, and whether it must be odd. */
  readonly window: { readonly least: number; readonly isOdd: boolean }
  start(images: tf.Tensor4D, noise: Noise): tf.Tensor4D
  /** Changes the best points so far in a window of this side; `draws`: uniform numbers in [0, 1) of each image. */
  propose(images: tf.Tensor4D, best: tf.Tensor4D, side: number, draws: readonly Float32Array[]): tf.Tensor4D
}

/** The images belong to the caller. */
interface SquareResult {
  readonly images: tf.Tensor4D
  /** Logit of the label minus the largest other one. */
  readonly margins: readonly number[]
}

/** Iterations after which the share of a window is halved once more. */
const halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000]

/** The side of the window of a query (0 first), in an image of this height and width. */
export function windowSide(
  { queries, firstShare, schedule }: SquareValues,
  query: number,
  { height, width, least, isOdd }: { height: number; width: number; least: number; isOdd: boolean },
): number {
  const at = schedule === 'scaled' ? Math.trunc((query / queries) * 10_000) : query
  const share = firstShare / 2 ** halvings.filter((after) => at > after).length
  const side = Math.max(Math.round(Math.sqrt(share * height * width)), least)
  return Math.min(isOdd && side % 2 === 0 ? side + 1 : side, height, width)
}

/**
 * Random search for a point of least margin: every query changes each image in a window of its own, and keeps that where
 * the margin falls. Unlike the authors' code, images of a batch do not share their windows, so that none depends on the
 * others. An image whose margin is 0 or less is left out of further queries.
 */
export function* searchSquares(
  values: SquareValues,
  moves: SquareMoves,
  context: AttackContext,
): Computation<SquareResult> {
  const [, height, width] = context.images.shape
  const drawsOf = readDraws(context.noise, values.queries, moves.numbers)
  let part: Part = {
    context,
    rows: Array.from({ length: context.images.shape[0] }, (_, row) => row),
    best: tf.tidy(() => moves.start(context.images, context.noise)),
  }
  let worst = tf.clone(part.best)
  const margins = (yield* judge(context, worst)).map(({ margin }) => margin)

  for (let query = 0; query < values.queries; query++) {
    const standing = placesOf(part.rows, (row) => (margins[row] as number) > 0)
    if (standing.length <= part.rows.length / 2) {
      worst = bringBack(worst, part)
      if (standing.length === 0) break
      part = keepRows(part, standing, context)
    }
    const { rows, best } = part
    const { images } = part.context
    const side = windowSide(values, query, { height, width, ...moves.window })
    const proposed = tf.tidy(() => {
      const draws = rows.map((row) => drawsOf(row, query))
      return moves.propose(images, best, side, draws)
    })
    const verdicts = yield* judge(part.context, proposed)
    const isKept = rows.map((row, place) => {
      const [before, now] = [margins[row] as number, verdicts[place]?.margin ?? Number.NaN]
      if (!(before > 0) || !(now < before || now <= 0)) return false
      margins[row] = now
      return true
    })
    part = { ...part, best: selectRows(isKept, proposed, best) }
    tf.dispose([proposed, best])
  }
  worst = bringBack(worst, part)
  release(part, context)
  return { images: worst, margins }
}

/** The images that are still attacked. */
interface Part {
  readonly context: AttackContext
  /** Their rows in the batch. */
  readonly rows: readonly number[]
  readonly best: tf.Tensor4D
}

function keepRows(part: Part, places: readonly number[], whole: AttackContext): Part {
  const kept = {
    context: partOf(part.context, places),
    rows: places.map((place) => part.rows[place] as number),
    best: gatherRows(part.best, places),
  }
  release(part, whole)
  return kept
}

/** The images of the batch with those of the part as they are now, in place of `worst`. */
function bringBack(worst: tf.Tensor4D, { rows, best }: Part): tf.Tensor4D {
  const merged = replaceRows(
    worst,
    best,
    rows.map((row, from) => ({ row, from })),
  )
  worst.dispose()
  return merged
}

function release({ context, best }: Part, whole: AttackContext): void {
  best.dispose()
  if (context !== whole) tf.dispose([context.images, context.labels])
}

/** All that the queries draw, by the image's row and the query. */
function readDraws(noise: Noise, queries: number, numbers: number): (row: number, query: number) => Float32Array {
  const values = tf.tidy(() => noise([queries, numbers], 15).dataSync<'float32'>())
  return (row, query) => values.subarray((row * queries + query) * numbers, (row * queries + query + 1) * numbers)
}

/** −1 or 1 of a uniform number. */
export const signOf = (uniform: number): number => (uniform < 0.5 ? -1 : 1)

/** The first place of a window: never the last possible one, as in the authors' code. */
export const placeOf = (uniform: number, size: number, side: number): number => Math.floor(uniform * (size - side))

/** 1 in a window of every image, [images, height, width, 1]. */
export function windowMask(
  [, height, width]: readonly number[],
  side: number,
  corners: readonly { readonly top: number; readonly left: number }[],
): tf.Tensor4D {
  const images = corners.length
  const band = (size: number, first: (corner: { top: number; left: number }) => number): Float32Array => {
    const values = new Float32Array(images * size)
    corners.forEach((corner, i) => values.fill(1, i * size + first(corner), i * size + first(corner) + side))
    return values
  }
  const [tall, wide] = [height as number, width as number]
  return tf.mul(
    tf.tensor4d(
      band(tall, ({ top }) => top),
      [images, tall, 1, 1],
    ),
    tf.tensor4d(
      band(wide, ({ left }) => left),
      [images, 1, wide, 1],
    ),
  )
}
