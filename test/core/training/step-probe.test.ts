import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createStepProbe } from '../../../src-main/core/training/step-probe.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { collect, curve, tinyNetwork, tinyOptions } from '../../support/tiny-training.ts'

describe('createStepProbe', () => {
  beforeAll(useJavaScript)

  it('takes the steps that a run takes, and leaves the model and no tensor behind', async () => {
    const options = tinyOptions({ epochs: 1, seed: 3 })
    const expected = curve(await collect(options), 'loss')
    const model = uploadModel(tinyNetwork, options.initial)
    const before = tf.memory().numTensors

    const probe = createStepProbe({ ...options, model, shape: [6, 6, 3] })
    const losses: number[] = []
    for (let index = 0; index < 4; index++) losses.push(await probe.step(await options.nextBatch(0, index), 0.1))
    probe.dispose()

    expect(losses).toEqual(expected)
    expect(tf.memory().numTensors).toBe(before)
    expect([...(model.weights[0]?.dataSync() ?? [])]).toEqual([...(options.initial.weights[0] ?? [])])
    tf.dispose([...model.weights, ...model.statistics])
  })

  it('counts what a checkpoint holds: SGD with momentum keeps one slot a weight', () => {
    const sizes = (list: typeof tinyNetwork.weights): number =>
      list.reduce((sum, { shape }) => sum + shape.reduce((size, dimension) => size * dimension, 1), 0)
    const [weights, statistics] = [sizes(tinyNetwork.weights), sizes(tinyNetwork.statistics)]
    const valuesWith = (optimizer: string): number => {
      const options = tinyOptions({ optimizer })
      const model = uploadModel(tinyNetwork, options.initial)
      const probe = createStepProbe({ ...options, model, shape: [6, 6, 3] })
      probe.dispose()
      tf.dispose([...model.weights, ...model.statistics])
      return probe.values
    }
    expect(valuesWith('sgd:momentum=0')).toBe(weights + statistics)
    expect(valuesWith('sgd:momentum=0.9')).toBe(2 * weights + statistics)
    expect(valuesWith('adam')).toBe(3 * weights + statistics)
  })
})
