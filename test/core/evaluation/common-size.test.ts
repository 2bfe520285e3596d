import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { given, runNow } from '../../../src-main/core/computation.ts'
import { toCommonSize } from '../../../src-main/core/evaluation/common-size.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

describe('toCommonSize', () => {
  beforeAll(useJavaScript)

  it.each([
    [7, 7],
    [6, 7],
    [5, 7],
    [4, 4],
    [3, 4],
    [2, 2],
    [1, 1],
  ])('computes %i rows of 7 as %i, and returns those that were asked for', (rows, size) => {
    tf.tidy(() => {
      const seen: number[] = []
      const x = tf.range(0, rows).reshape([rows, 1])
      const result = runNow(
        toCommonSize({ x }, 7, (inputs) => {
          seen.push(inputs.x.shape[0] as number)
          return given({ squares: tf.square(inputs.x) })
        }),
      )
      expect(seen).toEqual([size])
      expect([...result.squares.dataSync()]).toEqual(Array.from({ length: rows }, (_, i) => i * i))
    })
  })
})
