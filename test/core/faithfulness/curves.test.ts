import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNow, type Computation } from '../../../src-main/core/computation.ts'
import { deletionCurve } from '../../../src-main/core/faithfulness/deletion.ts'
import { insertionCurve } from '../../../src-main/core/faithfulness/insertion.ts'
import { areaUnder, type ProbabilityOf } from '../../../src-main/core/faithfulness/replacement-curve.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const side = 8
const shape = [side, side, 1] as const

/** A "probability" that is the mean of the first row of pixels: that row is the whole evidence. */
// oxlint-disable-next-line require-yield -- It has nothing to ask.
const firstRow: ProbabilityOf = function* (images) {
  return tf.tidy(() => tf.mean(tf.slice(images, [0, 0, 0, 0], [-1, 1, -1, -1]), [1, 2, 3])) as tf.Tensor1D
}
/** White above, black below. */
const pixels = Float32Array.from({ length: side * side }, (_, i) => (i < side ? 1 : 0))
const image = (values: readonly number[] | Float32Array) => ({
  pixels,
  shape,
  map: { height: side, width: side, values: Float32Array.from(values) },
})
const faithful = image(pixels)
const unfaithful = image(pixels.map((value) => -value))

function curveOf(computation: Computation<tf.Tensor1D>): Float32Array {
  return tf.tidy(() => runNow(computation).dataSync<'float32'>()) as Float32Array
}

beforeAll(useJavaScript)

describe('deletion', () => {
  it('falls at once where the map shows the evidence, and at last where it does not', () => {
    const [first, last] = [faithful, unfaithful].map((one) => curveOf(deletionCurve(one, firstRow, 'black')))
    expect(first).toHaveLength(65)
    // One of 64 pixels a step; the evidence is eight of them.
    expect([...(first ?? []).slice(0, 10)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0, 0].map((left) => left / 8))
    expect(areaUnder(first ?? [])).toBeCloseTo((8 - 4) / 64, 6)
    expect(areaUnder(last ?? [])).toBeCloseTo((64 - 4) / 64, 6)
  })

  it('ends at the mean colour of the image, where nothing else is asked', () => {
    expect(curveOf(deletionCurve(faithful, firstRow)).at(-1)).toBeCloseTo(1 / 8, 6)
  })
})

describe('insertion', () => {
  it('rises at once where the map shows the evidence, from the blurred image to the image', () => {
    const [first, last] = [faithful, unfaithful].map((one) => curveOf(insertionCurve(one, firstRow)))
    expect(first?.[0]).toBeLessThan(1)
    expect(first?.[0]).toBe(last?.[0])
    expect(first?.[8]).toBeCloseTo(1, 6)
    expect(last?.[56]).toBeCloseTo(first?.[0] ?? 0, 6)
    expect(last?.at(-1)).toBeCloseTo(1, 6)
    expect(areaUnder(first ?? [])).toBeGreaterThan(areaUnder(last ?? []))
  })

  it('leaks no tensor', () => {
    const before = tf.memory().numTensors
    curveOf(insertionCurve(faithful, firstRow))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('the area under a curve', () => {
  it('is by the trapezoidal rule, as RISE reckons it', () => {
    expect(areaUnder([1, 0.5, 0])).toBeCloseTo(0.5, 12)
    expect(areaUnder([1, 1, 0, 0])).toBeCloseTo(0.5, 12)
    expect(areaUnder([0.3, 0.3])).toBeCloseTo(0.3, 12)
  })
})
