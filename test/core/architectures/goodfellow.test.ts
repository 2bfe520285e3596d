import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

describe('logistic regression', () => {
  it('starts at zero, with as many weights as pixels and classes', () => {
    const network = networkOf(parseMethod('logistic-regression'), { shape: [28, 28, 1], classes: 2 })
    expect(countParameters(network).total).toBe(28 * 28 * 2 + 2)
    expect(
      initialize(network, 1)
        .weights.flatMap((values) => [...values])
        .every((value) => value === 0),
    ).toBe(true)
  })
})

describe('maxout', () => {
  beforeAll(useJavaScript)

  it('has the size of the network of its paper for MNIST: two layers of 240 units of five pieces', () => {
    const network = networkOf(parseMethod('maxout'), { shape: [28, 28, 1], classes: 10 })
    expect(countParameters(network).total).toBe((784 + 1) * 1200 + (240 + 1) * 1200 + (240 + 1) * 10)
    expect(network.blocks).toEqual(['layer1', 'layer2', 'head'])
  })

  it('takes the largest of the linear functions of each unit', () => {
    const shape = [1, 2, 1] as const
    const network = networkOf(parseMethod('maxout:units=2,pieces=3,layers=1'), { shape, classes: 2 })
    // Pieces one after another, each for both units.
    const kernel = [1, 2, 3, -4, -5, 6, 0.5, 1, -2, 3, 4, -1]
    const bias = [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    const x = [0.25, 0.75]
    const linear = bias.map(
      (b, i) => b + (x[0] as number) * (kernel[i] as number) + (x[1] as number) * (kernel[6 + i] as number),
    )
    const units = [0, 1].map((unit) => Math.max(...[0, 1, 2].map((piece) => linear[2 * piece + unit] as number)))
    const logits = tf.tidy(() => {
      const weights = [tf.tensor2d(kernel, [2, 6]), tf.tensor1d(bias), tf.tensor2d([1, 0, 0, 1], [2, 2]), tf.zeros([2])]
      const images = tf.tensor4d(x, [1, ...shape])
      return [...forward(network, { weights, statistics: [] }, images, { training: false }).logits.dataSync()]
    })
    logits.forEach((logit, i) => expect(logit).toBeCloseTo(units[i] as number, 6))
  })
})
