import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

describe('valueAndGradients', () => {
  beforeAll(useJavaScript)

  it('gives value, by-products and gradients of one pass, and leaks no tensor', () => {
    const [x, w, unused] = [tf.tensor1d([2, 3]), tf.tensor1d([4, -3]), tf.scalar(7)]
    const outer = tf.tensor1d([1])
    const before = tf.memory().numTensors
    let passes = 0
    tf.tidy(() => {
      const { value, kept, gradients } = valueAndGradients(() => {
        passes++
        const product = tf.mul(x, w)
        return { value: tf.square(tf.sum(product)) as tf.Scalar, kept: { product, list: [product, outer] } }
      }, [x, w, unused])
      expect(value.dataSync()[0]).toBe(1)
      expect([...kept.product.dataSync()]).toEqual([8, -9])
      expect(kept.list[1]).toBe(outer)
      expect(gradients.map((gradient) => [...gradient.dataSync()])).toEqual([[-8, 6], [-4, -6], [0]])
    })
    expect(passes).toBe(1)
    expect(outer.isDisposed).toBe(false)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('hands the results to the scope of the caller', () => {
    const x = tf.scalar(3)
    const { value, kept, gradients } = valueAndGradients(() => {
      const y = tf.square(x) as tf.Scalar
      return { value: y, kept: { doubled: tf.mul(y, 2) } }
    }, [x])
    expect([value, kept.doubled, ...gradients].map((tensor) => tensor.dataSync()[0])).toEqual([9, 18, 6])
    tf.dispose([value, kept.doubled, ...gradients])
  })

  it('leaves nothing behind where the function throws', () => {
    const x = tf.tensor1d([1, 2])
    const before = tf.memory().numTensors
    const failing = (): never => {
      tf.sum(tf.square(tf.mul(x, 2)))
      throw new Error('from within')
    }
    expect(() => valueAndGradients(failing, [x])).toThrow('from within')
    expect(tf.memory().numTensors).toBe(before)
  })
})
