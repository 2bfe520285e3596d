import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { squareMoves } from '../../../src-main/core/attacks/square-cube.ts'
import { searchSquares, windowSide } from '../../../src-main/core/attacks/square-search.ts'
import { runLater } from '../../../src-main/core/computation.ts'
import type { Noise } from '../../../src-main/core/methods.ts'
import { attackFixture, loadTarget, modelAndImages, type ModelAndImages } from '../../support/attack-fixtures.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'
import { startFixtureRuntime } from '../../support/fixture-runtime.ts'

interface SquareTrace {
  readonly epsilon: number
  readonly queries: number
  readonly p_init: number
  readonly initial_stripe_signs_image_channel_column: EncodedArray
  readonly window_sizes: readonly number[]
  readonly window_tops: readonly number[]
  readonly window_lefts: readonly number[]
  readonly window_signs_query_channel: EncodedArray
  readonly final_margin: readonly number[]
  readonly adversarial: EncodedArray
}

const trace = attackFixture<SquareTrace>('square-trace')

/** Uniform numbers that lead to the draws of the trace: the stripes of the start, then each query's window and signs. */
function noiseOf(one: SquareTrace): Noise {
  const { shape } = one.initial_stripe_signs_image_channel_column
  const size = (modelAndImages as ModelAndImages).images.shape[1] as number
  const [images, channels] = shape as [number, number]
  const signs = decodeArray(one.window_signs_query_channel)
  const draws = one.window_sizes.flatMap((side, query) => {
    const place = (first: number | undefined): number => ((first as number) + 0.5) / (size - side)
    const own = signs.subarray(query * channels, (query + 1) * channels)
    return [place(one.window_tops[query]), place(one.window_lefts[query]), ...[...own].map((sign) => (sign + 1) / 2)]
  })
  return (_shape, stream) =>
    tf.tidy(() => {
      if (stream !== 0) return tf.tile(tf.tensor3d(draws, [1, one.queries, 2 + channels]), [images, 1, 1])
      const stripes = tf.tensor(decodeArray(one.initial_stripe_signs_image_channel_column), [...shape])
      return tf.expandDims(tf.div(tf.add(tf.transpose(stripes, [0, 2, 1]), 1), 2), 1)
    })
}

describe.skipIf(!trace || !modelAndImages)('Square, query by query as its authors’ code draws', () => {
  it('ends with the same images', async () => {
    const one = trace as SquareTrace
    const target = loadTarget(modelAndImages as ModelAndImages, await startFixtureRuntime(), one.final_margin.length)
    const context = { ...target.context, noise: noiseOf(one) }
    const values = { queries: one.queries, firstShare: one.p_init, schedule: 'scaled' } as const
    const moves = squareMoves(one.epsilon, target.images.shape[3])
    const [, height, width] = target.images.shape
    const sides = one.window_sizes.map((_, query) => windowSide(values, query, { height, width, ...moves.window }))
    expect(sides).toEqual(one.window_sizes)
    let margins: readonly number[] = []
    const images = await runLater(
      (function* () {
        const result = yield* searchSquares(values, moves, context)
        ;({ margins } = result)
        return result.images
      })(),
    )
    expect(greatestDifference(margins, one.final_margin)).toBeLessThan(1e-4)
    expect(greatestDifference(images.dataSync(), decodeArray(one.adversarial))).toBeLessThan(1e-6)
    target.dispose()
  })
})
