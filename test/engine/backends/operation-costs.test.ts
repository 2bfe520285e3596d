import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { operationCosts } from '../../../src-main/engine/backends/tensorflow/operation-costs.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

tellSkipped('costs of operations')
describe.skipIf(!hasTensorflow)('costs of operations', () => {
  beforeAll(useTensorflow)

  it('count every operation of a step by its type, dearest first, and leak nothing', () => {
    const x = tf.randomNormal<tf.Rank.R2>([300, 300])
    x.dataSync()
    const { binding } = tf.backend() as unknown as NodeBackend
    const counts = (): number[] => [tf.memory().numTensors, binding.getNumOfTensors()]
    const step = ({ x: y }: { x: tf.Tensor2D }): tf.Tensor => tf.tanh(tf.tanh(tf.matMul(tf.matMul(y, y), y)))
    operationCosts(step, { x })
    const before = counts()

    const costs = operationCosts(step, { x }, { runs: 3 })
    expect(counts()).toEqual(before)
    x.dispose()
    const countOf = (type: string): number | undefined => costs.find((cost) => cost.type === type)?.count
    expect(countOf('Tanh')).toBe(2)
    expect(costs[0]?.type).toMatch(/MatMul/)
    expect(costs[0]?.count).toBe(2)
    expect(costs.every(({ milliseconds }, i) => milliseconds >= (costs[i + 1]?.milliseconds ?? 0))).toBe(true)
    expect(costs.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
  })
})
