import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { freezing } from '../../../src-main/core/freezing/index.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { eager, initial, network, optionsOf, stochastic } from '../../support/tiny-blocks.ts'
import { collect, curve, lastState, ofKind } from '../../support/tiny-training.ts'

const changed = (before: readonly Float32Array[], after: readonly Float32Array[]): boolean[] =>
  before.map((values, i) => values.some((value, at) => value !== after[i]?.[at]))
const blockOf = network.weights.map(({ block }) => block)
const statisticOf = network.statistics.map(({ block }) => block)

describe('training a part of a network', () => {
  beforeAll(useJavaScript)

  it.each([
    ['head-only', ['head'], ['head']],
    ['last-blocks:count=2', ['block_2', 'head'], ['block_2']],
    ['chosen-blocks:blocks=stem+head', ['stem', 'head'], ['stem']],
    ['head-only:batchNormalization=moving', ['head'], ['stem', 'block_1', 'block_2']],
  ])('%s: everything else stays bit for bit, slots and statistics too', async (policy, trained, moving) => {
    const before = tf.memory().numTensors
    const state = lastState(await collect(optionsOf({ ...stochastic, freezing: policy, epochs: 1 })))
    expect(tf.memory().numTensors).toBe(before)
    expect(changed(initial.weights, state.weights)).toEqual(blockOf.map((block) => trained.includes(block)))
    expect(state.slots.map((slots) => slots.every((slot) => slot.some((value) => value !== 0)))).toEqual(
      blockOf.map((block) => trained.includes(block)),
    )
    expect(changed(initial.statistics, state.statistics)).toEqual(statisticOf.map((block) => moving.includes(block)))
  })

  it('computes no gradient that it does not need', async () => {
    const kernelsOf = async (policy: string): Promise<number> => {
      const { kernels } = await tf.profile(async () => {
        await collect(optionsOf({ freezing: policy, epochs: 1, monitor: { trainImages: 0, validationImages: 1 } }))
        return tf.scalar(0)
      })
      return kernels.filter(({ name }) => name.startsWith('Conv2DBackprop')).length
    }
    // Four steps: of three kernels, and of the images of two of the layers.
    expect(await kernelsOf('all')).toBe(4 * (3 + 2))
    expect(await kernelsOf('last-blocks:count=2')).toBe(4)
    expect(await kernelsOf('head-only')).toBe(0)
  })

  it('counts the norm of trained weights alone', async () => {
    const [all, head] = await Promise.all(
      ['all', 'head-only:batchNormalization=moving'].map(async (policy) =>
        curve(await collect(optionsOf({ freezing: policy, epochs: 1 })), 'gradient-norm'),
      ),
    )
    expect(head?.[0]).toBeLessThan(all?.[0] as number)
  })

  it('lets an attack through frozen blocks', async () => {
    const events = await collect(optionsOf({ ...stochastic, freezing: 'head-only', epochs: 1 }))
    const [label, adversarial] = ['label-loss', 'adversarial-loss'].map((name) => curve(events, name))
    expect(adversarial?.every((loss, step) => loss !== label?.[step])).toBe(true)
  })
})

describe('unfreezing on plateau', () => {
  beforeAll(useJavaScript)

  it('is told with its reason, changes the rate and what is trained, and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const events = await collect(optionsOf({ ...stochastic, schedule: 'constant', freezing: eager, epochs: 6 }))
    expect(tf.memory().numTensors).toBe(before)

    const told = ofKind(events, 'happened').flatMap((event) => (event.what === 'unfreezing' ? [event] : []))
    expect(
      told.map(({ step, blocks }) => [step, blocks.filter(({ isTrained }) => isTrained).map(({ name }) => name)]),
    ).toEqual([
      [0, ['head']],
      [8, ['block_2']],
      [16, ['block_1']],
      [24, ['stem']],
    ])
    expect(told[1]?.message).toMatch(
      /^Unfroze block_2: training loss did not fall by 100 for an epoch \(best \d\.\d+\); .* Now 167 of 435 weights are trained\.$/,
    )
    const rates = curve(events, 'learning-rate').map((rate) => rate / 0.01)
    const expected = [
      ...Array<number>(8).fill(1),
      0.25,
      ...Array<number>(7).fill(0.5),
      0.125,
      ...Array<number>(7).fill(0.25),
    ]
    rates.forEach((rate, step) => expect(rate).toBeCloseTo(expected[step] as number, 10))

    const at = (epoch: number) => ofKind(events, 'checkpoint')[epoch - 1]?.state.weights ?? []
    const trainedIn = (epoch: number): Set<string> =>
      new Set(blockOf.filter((_, i) => changed(at(epoch - 1), at(epoch))[i]))
    expect([2, 3, 4, 5].map((epoch) => [...trainedIn(epoch)])).toEqual([
      ['head'],
      ['block_2', 'head'],
      ['block_2', 'head'],
      ['block_1', 'block_2', 'head'],
    ])
  })

  it('watches the mean loss over the images of an epoch', async () => {
    const events = await collect(optionsOf({ epochs: 2 }))
    const losses = curve(events, 'loss')
    const mean = (from: number): number => losses.slice(from, from + 4).reduce((sum, loss) => sum + loss, 0) / 4
    const told = curve(events, 'training-loss')
    expect(told[0]).toBeCloseTo(mean(0), 6)
    expect(told[1]).toBeCloseTo(mean(4), 6)
  })

  it("counts a block's steps from its unfreezing: Adam's first step is as long as ever", async () => {
    const events = await collect(
      optionsOf({ optimizer: 'adam:learningRate=0.01', freezing: 'progressive:patience=1,minChange=100', epochs: 3 }),
    )
    // Resumed for one step, in which block_2 is trained for the first time.
    const resume = ofKind(events, 'checkpoint')[1]?.state
    if (!resume) throw new Error('There was no second checkpoint.')
    const signal = { aborted: false }
    const one = await collect(
      optionsOf(
        { optimizer: 'adam:learningRate=0.01', freezing: 'progressive:patience=1,minChange=100', epochs: 3 },
        { resume, signal },
      ),
      (event) => {
        if (event.kind === 'progress') signal.aborted = true
      },
    )
    const place = network.weights.findIndex(({ path }) => path === 'block_2_bn/beta')
    const [from, to] = [resume.weights[place], lastState(one).weights[place]] as [Float32Array, Float32Array]
    from.forEach((value, i) => expect(Math.abs((to[i] as number) - value)).toBeCloseTo(0.01, 3))
  })

  it.each(freezing.map(({ id }) => id))('%s goes on bit for bit from any step', async (id) => {
    const config = { ...stochastic, freezing: id === 'progressive' ? eager : id, epochs: id === 'progressive' ? 5 : 3 }
    const whole = await collect(optionsOf(config))
    for (const stopAt of id === 'progressive' ? [1, 5, 8, 18] : [6]) {
      const signal = { aborted: false }
      const first = await collect(optionsOf(config, { signal }), (event) => {
        if (event.kind === 'progress' && event.step === stopAt) signal.aborted = true
      })
      const second = await collect(optionsOf(config, { resume: structuredClone(lastState(first)) }))
      expect(lastState(second)).toEqual(lastState(whole))
      for (const name of ['training-loss', 'validation-loss']) {
        expect(curve(second, name)).toEqual(curve(whole, name).slice(Math.floor(stopAt / 4)))
      }
      const unfreezings = (events: typeof whole) =>
        ofKind(events, 'happened').filter(({ what, step }) => what === 'unfreezing' && step > stopAt)
      expect(unfreezings(second)).toEqual(unfreezings(whole))
    }
  })
})
