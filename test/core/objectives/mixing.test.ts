import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findMethod } from '../../../src-main/core/catalog.ts'
import type { Noise, ObjectiveContext } from '../../../src-main/core/methods.ts'
import { betaDraw } from '../../../src-main/core/objectives/beta-draw.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const batch = 5
const size = 8
const noiseOf =
  (seed: number): Noise =>
  (shape, stream) =>
    uniform([batch, ...shape], tf.tensor1d([seed, stream], 'int32'))

/** Every image is of one value, its number, so that a mixed one tells what it is made of. */
const flatImages = (): tf.Tensor4D =>
  tf.tile(tf.reshape(tf.range(1, batch + 1), [batch, 1, 1, 1]), [1, size, size, 1]) as tf.Tensor4D

const logitsTable = (): tf.Tensor2D => tf.randomNormal([batch, batch], 0, 1, 'float32', 3)

/** One step on a network that is a table of logits; what it was shown, and what it told. */
function stepOf(id: string, seed: number, params: Record<string, number> = {}) {
  const { method, values } = findMethod('objectives', { id, params })
  return tf.tidy(() => {
    const bias = tf.zeros<tf.Rank.R1>([batch])
    let seen: number[] = []
    const context: ObjectiveContext = {
      images: flatImages(),
      labels: tf.range(0, batch, 1, 'int32'),
      trainable: [bias],
      statistics: [],
      noise: noiseOf(seed),
      forward(images) {
        seen = [...images.dataSync()]
        return { logits: tf.add(logitsTable(), bias), statistics: [] }
      },
    }
    const { loss, parts } = method.step(values, context)
    const value = (scalar: tf.Scalar | undefined): number => scalar?.dataSync()[0] as number
    return { seen, loss: value(loss), share: value(parts['own-share']) }
  })
}

const lossOn = (labels: readonly number[]): number =>
  tf.tidy(() => tf.mean(crossEntropy(logitsTable(), tf.tensor1d([...labels], 'int32'))).dataSync()[0] as number)

const own = Array.from({ length: batch }, (_, i) => i)
const imageAt = (seen: readonly number[], image: number): number[] =>
  seen.slice(image * size * size, (image + 1) * size * size)

describe('objectives that mix images', () => {
  beforeAll(useJavaScript)

  it.each([1, 2, 3])('mixup mixes every image with a partner of its own, and the losses alike (seed %i)', (seed) => {
    const { seen, share, loss } = stepOf('mixup', seed)
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(1)
    const partners = own.map((image) => {
      const values = new Set(imageAt(seen, image))
      expect(values.size).toBe(1)
      return Math.round(((imageAt(seen, image)[0] as number) - share * (image + 1)) / (1 - share)) - 1
    })
    expect(partners.toSorted()).toEqual(own)
    expect(loss).toBeCloseTo(share * lossOn(own) + (1 - share) * lossOn(partners), 5)
  })

  it.each([1, 2, 3])('CutMix puts one box of the partner into every image, labels by area (seed %i)', (seed) => {
    const { seen, share, loss } = stepOf('cutmix', seed)
    const partners = own.map((image) => imageAt(seen, image).find((value) => value !== image + 1) ?? image + 1)
    expect(partners.toSorted()).toEqual(own.map((image) => image + 1))
    const moved = own.filter((image) => partners[image] !== image + 1)
    const boxes = moved.map((image) => imageAt(seen, image).flatMap((value, at) => (value === image + 1 ? [] : [at])))
    for (const box of boxes) {
      expect(box).toEqual(boxes[0])
      expect(share).toBeCloseTo(1 - box.length / size ** 2, 6)
      const [rows, columns] = [new Set(box.map((at) => Math.floor(at / size))), new Set(box.map((at) => at % size))]
      expect(box.length).toBe(rows.size * columns.size)
    }
    const labels = partners.map((value) => value - 1)
    expect(loss).toBeCloseTo(share * lossOn(own) + (1 - share) * lossOn(labels), 5)
  })

  it('CutMix leaves the batches that it does not mix', () => {
    const { seen, share, loss } = stepOf('cutmix', 1, { probability: 0 })
    expect(seen).toEqual(own.flatMap((image) => Array.from({ length: size ** 2 }, () => image + 1)))
    expect([share, loss]).toEqual([1, lossOn(own)])
  })

  // Mean 1/2, variance 1 / (4 (2 α + 1)), kurtosis below 3: five standard errors of 800 draws.
  it.each([0.2, 1, 5])('draws from Beta(α, α) for α = %d, within the moments of many draws', (alpha) => {
    const draws = Array.from({ length: 800 }, (_, seed) =>
      tf.tidy(() => betaDraw(noiseOf(seed), alpha, 1).dataSync()[0] as number),
    )
    const variance = 1 / (4 * (2 * alpha + 1))
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const spread = draws.reduce((sum, draw) => sum + (draw - 0.5) ** 2, 0) / draws.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(variance / draws.length))
    expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws.length))
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThanOrEqual(1)
  })
})
