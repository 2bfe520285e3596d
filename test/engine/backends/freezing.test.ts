import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { plainRuntime, type StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { eager, optionsOf, stochastic } from '../../support/tiny-blocks.ts'
import { collect, curve, lastState } from '../../support/tiny-training.ts'

const config = { ...stochastic, freezing: eager, epochs: 4 }

tellSkipped('unfreezing in compiled steps')
describe.skipIf(!hasTensorflow)('unfreezing in compiled steps', () => {
  let runtime: StepRuntime
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
  })

  it('trains to the same bits as eager steps, and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const compiled = await collect(optionsOf(config, { runtime }))
    expect(tf.memory().numTensors).toBe(before)
    const asWritten = await collect(optionsOf(config, { runtime: plainRuntime(() => performance.now()) }))
    expect(curve(compiled, 'loss')).toEqual(curve(asWritten, 'loss'))
    expect(lastState(compiled)).toEqual(lastState(asWritten))
  })

  it.each([3, 8, 11])('goes on bit for bit after step %i', async (stopAt) => {
    const whole = await collect(optionsOf(config, { runtime }))
    const signal = { aborted: false }
    const first = await collect(optionsOf(config, { runtime, signal }), (event) => {
      if (event.kind === 'progress' && event.step === stopAt) signal.aborted = true
    })
    const second = await collect(optionsOf(config, { runtime, resume: structuredClone(lastState(first)) }))
    expect(lastState(second)).toEqual(lastState(whole))
  })
})
