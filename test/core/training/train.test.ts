import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { chooseImages } from '../../../src-main/core/datasets/chosen-images.ts'
import type { TrainingEvent } from '../../../src-main/core/training/events.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { collect, curve, lastState, ofKind, tinyOptions } from '../../support/tiny-training.ts'

/** Draws noise in every step: random start, dropout and a changing rate. */
const stochastic = {
  objective:
    'adversarial-regularization:gradientNorm=infinity,stepSize=4/255,iterations=2,epsilon=6/255,randomInit=true',
  schedule: 'cosine',
  augmentations: ['gaussian-noise'],
  warmupEpochs: 0.5,
  weightDecay: 0.001,
  clipGradientNorm: 1,
}

describe('train', () => {
  beforeAll(useJavaScript)

  it('learns, tells every metric at every step and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const events = await collect(
      tinyOptions({ epochs: 6, monitor: { trainImages: 9, validationImages: 12, attack: 'fgsm:epsilon=8/255' } }),
    )
    expect(tf.memory().numTensors).toBe(before)

    for (const name of ['loss', 'label-loss', 'learning-rate', 'gradient-norm', 'batch-accuracy']) {
      expect(curve(events, name), name).toHaveLength(24)
    }
    const perEpoch = [
      'train-accuracy',
      'validation-accuracy',
      'validation-loss',
      'attacked-train-accuracy',
      'attacked-validation-accuracy',
      'generalization-gap',
      'images-per-second',
      'data-wait-share',
    ]
    for (const name of perEpoch) expect(curve(events, name), name).toHaveLength(6)
    const loss = curve(events, 'validation-loss')
    expect(loss.at(-1)).toBeLessThan(loss[0] as number)
    expect(ofKind(events, 'progress').map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1))
    expect(events.at(-1)).toEqual({ kind: 'ended', outcome: 'done', step: 24, epoch: 6 })
  })

  it('adds the adversarial loss, weighted, to the label loss', async () => {
    const events = await collect(tinyOptions({ ...stochastic, epochs: 1, dataset: { id: 'shapes' } }))
    const [loss, label, adversarial] = ['loss', 'label-loss', 'adversarial-loss'].map((name) => curve(events, name))
    loss?.forEach((value, i) =>
      expect(value).toBeCloseTo((label?.[i] as number) + 0.2 * (adversarial?.[i] as number), 5),
    )
  })

  it.each([
    ['in the middle of an epoch', 6],
    ['at the end of an epoch', 8],
  ])('stops %s when asked, and goes on from there bit for bit', async (_where, stopAt) => {
    const whole = await collect(tinyOptions(stochastic))

    const signal = { aborted: false }
    const first = await collect(tinyOptions(stochastic, { signal }), (event) => {
      if (event.kind === 'progress' && event.step === stopAt) signal.aborted = true
    })
    expect(first.at(-1)).toEqual({ kind: 'ended', outcome: 'cancelled', step: stopAt, epoch: Math.floor(stopAt / 4) })
    const resume = lastState(first)
    expect(resume.step).toBe(stopAt)

    const second = await collect(tinyOptions(stochastic, { resume: structuredClone(resume) }))
    expect(second[0]).toMatchObject({ kind: 'happened', what: 'resume', step: stopAt })
    expect(curve(second, 'loss')).toEqual(curve(whole, 'loss').slice(stopAt))
    expect(curve(second, 'validation-loss')).toEqual(curve(whole, 'validation-loss').slice(Math.floor(stopAt / 4)))
    expect(lastState(second)).toEqual(lastState(whole))
  })

  it.each([
    ['in the middle of an epoch', 6],
    ['while the epoch is measured', 8],
  ])('gives up the step under way %s when interrupted, and goes on from before it bit for bit', async (_where, at) => {
    const whole = await collect(tinyOptions(stochastic))
    const before = tf.memory().numTensors

    const interrupting = new AbortController()
    const first = await collect(tinyOptions(stochastic, { interrupt: interrupting.signal }), (event) => {
      if (event.kind === 'progress' && event.step === at) interrupting.abort()
    })
    expect(first.at(-1)).toEqual({ kind: 'ended', outcome: 'cancelled', step: at, epoch: 1 })
    expect(curve(first, 'loss')).toEqual(curve(whole, 'loss').slice(0, at))
    const steps = ofKind(first, 'checkpoint').map(({ state }) => state.step)
    expect(steps).toEqual(at === 6 ? [4, 6] : [4, 8])
    expect(tf.memory().numTensors).toBe(before)

    const second = await collect(tinyOptions(stochastic, { resume: structuredClone(lastState(first)) }))
    expect(lastState(second)).toEqual(lastState(whole))
  })

  it('gives up a measurement when interrupted, and makes up for it when resumed, bit for bit', async () => {
    const config = { ...stochastic, monitor: { trainImages: 9, validationImages: 12, attack: 'pgd:steps=4' } }
    const whole = await collect(tinyOptions(config))
    const before = tf.memory().numTensors

    const interrupting = new AbortController()
    const options = tinyOptions(config, { interrupt: interrupting.signal })
    let pauses = 0
    const first = await collect({
      ...options,
      // Four steps, then between the clean and the attacked panels.
      pause: () => {
        if (++pauses === 4 + 2) interrupting.abort()
        return options.pause()
      },
    })
    expect(first.slice(-2)).toMatchObject([
      { kind: 'checkpoint', keptAs: ['last'], state: { step: 4, epoch: 0 } },
      { kind: 'ended', outcome: 'cancelled', step: 4 },
    ])
    expect(tf.memory().numTensors).toBe(before)

    const second = await collect(tinyOptions(config, { resume: structuredClone(lastState(first)) }))
    expect(curve(second, 'attacked-validation-accuracy')).toEqual(curve(whole, 'attacked-validation-accuracy'))
    expect(curve(second, 'images-per-second')).toHaveLength(2)
    expect(lastState(second)).toEqual(lastState(whole))
  })

  it('tells once when it loses its robustness while it learns, a run that is resumed too', async () => {
    // Trains against an attack that does nothing, and is watched under one that does.
    const config = {
      ...{ objective: 'fast-adversarial-training:epsilon=0,stepSize=0', optimizer: 'sgd:learningRate=0.02', epochs: 6 },
      monitor: { trainImages: 9, validationImages: 12, attack: 'pgd:epsilon=32/255,steps=5' },
    }
    const alarms = (events: readonly TrainingEvent[]) =>
      ofKind(events, 'happened').filter(({ what }) => what === 'catastrophic-overfitting')
    const whole = await collect(tinyOptions(config))
    expect(alarms(whole)).toMatchObject([
      {
        step: 8,
        message: expect.stringMatching(/fell from 33\.3 % to 0\.0 % in epoch 2 .* is of epoch 1\.$/) as string,
      },
    ])
    const signal = { aborted: false }
    const first = await collect(tinyOptions(config, { signal }), (event) => {
      if (event.kind === 'progress' && event.step === 10) signal.aborted = true
    })
    const second = await collect(tinyOptions(config, { resume: structuredClone(lastState(first)) }))
    expect([alarms(first).length, alarms(second).length]).toEqual([1, 0])
    expect(lastState(second)).toEqual(lastState(whole))
  })

  it('ends without a checkpoint when its first step is interrupted', async () => {
    const events = await collect(tinyOptions(stochastic, { interrupt: AbortSignal.abort() }))
    expect(events.map(({ kind }) => kind)).toEqual(['happened', 'ended'])
    expect(events.at(-1)).toEqual({ kind: 'ended', outcome: 'cancelled', step: 0, epoch: 0 })
  })

  it('saves where it starts from when its first step is interrupted, unless that is saved already', async () => {
    const whole = await collect(tinyOptions({ ...stochastic, epochs: 1 }))
    const stopped = async (isStartSaved: boolean) =>
      collect(tinyOptions(stochastic, { interrupt: AbortSignal.abort(), resume: lastState(whole), isStartSaved }))
    const fork = await stopped(false)
    expect(ofKind(fork, 'checkpoint')).toMatchObject([{ keptAs: ['last'], state: { step: 4, epoch: 1 } }])
    expect(lastState(fork).weights).toEqual(lastState(whole).weights)
    expect(ofKind(await stopped(true), 'checkpoint')).toEqual([])
  })

  it('is the same for the same seed and another for another', async () => {
    const config = { ...stochastic, epochs: 1 }
    const loss = async (seed: number): Promise<number[]> =>
      curve(await collect(tinyOptions({ ...config, seed })), 'loss')
    expect(await loss(1)).toEqual(await loss(1))
    expect(await loss(1)).not.toEqual(await loss(2))
  })

  it('stops at a loss that is no number, names the step, keeps the steps before it and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const options = tinyOptions({ epochs: 2 })
    const poisoned: typeof options.nextBatch = async (epoch, index) => {
      const batch = await options.nextBatch(epoch, index)
      return epoch === 1 && index === 2 ? { ...batch, images: new Float32Array(6 * 108).fill(Number.NaN) } : batch
    }
    const events: TrainingEvent[] = []
    const run = collect({ ...options, nextBatch: poisoned }, (event) => events.push(event))
    await expect(run).rejects.toMatchObject({ code: 'not-a-number', message: expect.stringContaining('step 7') })
    expect(lastState(events)).toMatchObject({ step: 4, epoch: 1 })
    expect(curve(events, 'loss')).toHaveLength(6)
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each<[string, number]>([
    ['at the end of an epoch', 4],
    ['where it is asked to end', 2],
  ])('saves no value that is no number, %s, and names the variable', async (_where, at) => {
    const options = tinyOptions({ epochs: 2 })
    const [mean, variance] = options.initial.statistics as [Float32Array, Float32Array]
    const statistics = [mean, new Float32Array(variance.length).fill(Infinity)]
    const signal = { aborted: false }
    const events: TrainingEvent[] = []
    const run = collect({ ...options, signal, initial: { ...options.initial, statistics } }, (event) => {
      events.push(event)
      if (event.kind === 'progress' && event.step === at) signal.aborted = true
    })
    // Over an infinite variance every loss is finite, in training mode and in inference mode.
    await expect(run).rejects.toMatchObject({
      code: 'not-a-number',
      message: `Training stopped at step ${at}: a value of bn/moving_variance was not a finite number.`,
    })
    expect(ofKind(events, 'checkpoint')).toEqual([])
    expect(curve(events, 'loss')).toHaveLength(at)
  })

  it('marks the best epoch and, stopping early, leaves its weights', async () => {
    // The rate is far too high after warm-up, so the validation loss rises again.
    const config = {
      epochs: 30,
      optimizer: 'sgd:learningRate=3',
      warmupEpochs: 3,
      earlyStopping: { patience: 2, monitor: 'validation-loss' as const },
    }
    const events = await collect(tinyOptions(config))
    const losses = curve(events, 'validation-loss')
    const best = losses.indexOf(Math.min(...losses))
    expect(events.at(-1)).toMatchObject({ kind: 'ended', outcome: 'early-stop', epoch: losses.length })
    expect(losses).toHaveLength(best + 3)
    const checkpoints = ofKind(events, 'checkpoint')
    expect(checkpoints.findLast(({ keptAs }) => keptAs.includes('best'))?.state.epoch).toBe(best + 1)
    expect(lastState(events).weights).toEqual(checkpoints[best]?.state.weights)
    expect(lastState(events).statistics).toEqual(checkpoints[best]?.state.statistics)
    const told = ofKind(events, 'happened').map(({ what }) => what)
    expect(told).toContain('early-stop')
  })

  it('measures training images that take part, and no other', async () => {
    const options = tinyOptions({ epochs: 1, dataset: { id: 'shapes', imagesPerClass: 2 } })
    const seen: number[] = []
    const train = {
      ...options.train,
      read: (indices: ArrayLike<number>, target: Uint8Array) => {
        seen.push(...Array.from(indices))
        options.train.read(indices, target)
      },
    }
    await collect({ ...options, train })
    expect(seen).toEqual([...chooseImages(train.labels, 2)])
  })

  it('tells why the rate falls, and carries the schedule over a resume', async () => {
    const config = { epochs: 4, schedule: 'step:every=2' }
    const events = await collect(tinyOptions(config))
    expect(ofKind(events, 'happened').filter(({ what }) => what === 'rate-drop')).toMatchObject([
      { step: 8 },
      { step: 16 },
    ])
    const rates = curve(events, 'learning-rate')
    expect(rates.slice(0, 8).every((rate) => rate === 0.1)).toBe(true)
    rates.slice(8).forEach((rate) => expect(rate).toBeCloseTo(0.01, 12))
  })
})
