import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const gradients = [0.5, -0.25, 1]
const rates = [0.1, 0.1, 0.01]

/** One weight that starts at 1, through three steps whose rate falls before the last. */
function path(choice: MethodChoice): number[] {
  const { method, values } = findMethod('optimizers', choice)
  let weight: tf.Tensor = tf.tensor1d([1])
  let slots: readonly tf.Tensor[] = method.slots(values).map(() => tf.zeros([1]))
  return gradients.map((gradient, i) => {
    const rule = method.rule(values, { rate: tf.scalar(rates[i] as number), step: tf.scalar(i + 1) })
    ;({ weight, slots } = rule({ weight, gradient: tf.tensor1d([gradient]), slots }))
    return weight.dataSync()[0] as number
  })
}

describe('optimizers', () => {
  beforeAll(useJavaScript)

  // By hand from the formulas of keras/src/optimizers/sgd.py: v = m·v − rate·g; w += v, or w += m·v − rate·g.
  it.each([
    // v: −0.05, −0.02, −0.028. PyTorch's form would end at 0.9182: its velocity does not hold the old rate.
    ['momentum', { momentum: 0.9 }, [0.95, 0.93, 0.902]],
    // v as above; moves: −0.095, +0.007, −0.0352.
    ['Nesterov momentum', { momentum: 0.9, nesterov: true }, [0.905, 0.912, 0.8768]],
    ['no momentum', { momentum: 0 }, [0.95, 0.975, 0.965]],
  ])('sgd with %s follows Keras where the rate changes', (_name, params, expected) => {
    path({ id: 'sgd', params }).forEach((weight, i) => expect(weight).toBeCloseTo(expected[i] as number, 6))
  })

  it('adam follows Keras, which adds epsilon to the uncorrected root', () => {
    let [weight, mean, square] = [1, 0, 0]
    const epsilon = 0.01
    const expected = gradients.map((gradient, i) => {
      const step = i + 1
      mean = 0.9 * mean + 0.1 * gradient
      square = 0.999 * square + 0.001 * gradient ** 2
      const rate = ((rates[i] as number) * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)
      weight -= (rate * mean) / (Math.sqrt(square) + epsilon)
      return weight
    })
    // 1 − 0.1 · √0.001 / 0.1 · 0.05 / (√0.00025 + 0.01)
    expect(expected[0]).toBeCloseTo(0.9387426, 6)
    path({ id: 'adam', params: { epsilon } }).forEach((w, i) => expect(w).toBeCloseTo(expected[i] as number, 5))
  })

  it('keeps no velocity without momentum', () => {
    const { method, values } = findMethod('optimizers', { id: 'sgd', params: { momentum: 0 } })
    expect(method.slots(values)).toEqual([])
  })
})
