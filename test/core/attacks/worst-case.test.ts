import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { verdictsOf } from '../../../src-main/core/attacks/verdicts.ts'
import { worstCase, type Attempt } from '../../../src-main/core/attacks/worst-case.ts'
import { given, runNow } from '../../../src-main/core/computation.ts'
import type { AttackContext } from '../../../src-main/core/methods.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

/** Images of one pixel value x, of two classes with logits 1 − x and x. */
function contextOf(pixels: number[], labels: number[]): AttackContext {
  const unused = (): never => {
    throw new Error('Nobody asks for it.')
  }
  return {
    images: tf.tensor4d(pixels, [pixels.length, 1, 1, 1]),
    labels: tf.tensor1d(labels, 'int32'),
    noise: unused,
    logits: (images) => {
      const x = tf.reshape(images, [-1, 1])
      return given(tf.concat([tf.sub(1, x), x], 1) as tf.Tensor2D)
    },
    gradientOfLoss: unused,
    pass: unused,
  }
}

describe('worstCase', () => {
  beforeAll(useJavaScript)

  it('leaves out what is broken, keeps the least margin, and never touches what was wrong', () => {
    tf.tidy(() => {
      const context = contextOf([0.1, 0.2, 0.3, 0.9], [0, 0, 0, 0])
      const seen: number[][] = []
      const moveBy =
        (...by: number[]): Attempt =>
        ({ images }) => {
          seen.push([...images.dataSync()].map((value) => Math.round(value * 10)))
          return given(tf.add(images, tf.tensor4d(by, [by.length, 1, 1, 1])))
        }
      const worst = runNow(worstCase(context, [moveBy(0.3, -0.1, 0.4), moveBy(0.1, 0.2), moveBy(0.1, 0.5)]))
      expect(seen).toEqual([
        [1, 2, 3],
        [1, 2],
        [1, 2],
      ])
      worst.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0.4, 0.7, 0.7, 0.9][i] as number, 6))
    })
  })

  it('makes no attempt where nothing stands', () => {
    tf.tidy(() => {
      const attempt: Attempt = () => {
        throw new Error('There is nothing to attack.')
      }
      expect([...runNow(worstCase(contextOf([1, 0], [0, 1]), [attempt])).dataSync()]).toEqual([1, 0])
    })
  })
})

describe('verdictsOf', () => {
  beforeAll(useJavaScript)

  it('gives equal logits to the first class, as predictions do', () => {
    const logits = tf.tensor2d([
      [2, 2, 1],
      [2, 2, 1],
      [0, 1, 3],
    ])
    expect(verdictsOf(logits, tf.tensor1d([0, 1, 2], 'int32'))).toEqual([
      { margin: 0, isRight: true },
      { margin: 0, isRight: false },
      { margin: 2, isRight: true },
    ])
  })
})
