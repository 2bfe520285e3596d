import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { findMinimalEpsilon } from '../../../src-main/core/attacks/minimal-epsilon.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { attackedModel } from '../../support/attacked-model.ts'

describe('findFlip', () => {
  it('is where the slider begins to show another class', async () => {
    const { flipOf, perturbed, recognised } = await attackedModel()
    for (const attack of ['fgsm', 'pgd:steps=5,keep=highest-loss', 'pgd:steps=3,randomStart=false']) {
      let [image, low, high] = [-1, 0, null as number | null]
      for (image of recognised) {
        ;({ low, high } = await flipOf(attack, { image }))
        if (high !== null) break
      }
      expect(high).not.toBeNull()
      expect((high ?? 0) - low).toBeLessThanOrEqual(0.01 / 255)
      const at = (epsilon: number) => `${attack}${attack.includes(':') ? ',' : ':'}epsilon=${epsilon}`
      const [below, above] = [await perturbed(at(low), image), await perturbed(at(high ?? 0), image)]
      expect(below.prediction.predicted).toBe(below.prediction.truth)
      expect(above.prediction.predicted).not.toBe(above.prediction.truth)
    }
  })

  it('is what the bisection of the minimal epsilon finds with the same random start', async () => {
    const { flipOf, kept, right, labels, clean, network } = await attackedModel()
    const { high } = await flipOf('pgd:steps=5,keep=highest-loss', { max: 1 })
    let minimal: number | undefined
    tf.tidy(() => {
      const images = tf.tensor4d(clean(right), [1, ...network.inputShape])
      const truth = tf.tensor1d([labels[right] as number], 'int32')
      const context = kept.classifier.attackContext(kept.model, { images, labels: truth, keys: [right], seed: 5 })
      const search = { norm: 'infinity', maxEpsilon: 1, rounds: 15, steps: 5 } as const
      // It draws anew in each round; a slider does not.
      const same = { ...context, noise: (of: readonly number[]) => context.noise(of, 0) }
      ;[minimal] = runNow(findMinimalEpsilon(search, same)).epsilons
    })
    expect(minimal).toBeGreaterThan(0)
    expect(high).toBe(minimal)
  })

  it('is 0 for what is wrong from the start, and null where the greatest radius does not do', async () => {
    const { flipOf, wrong, logitsOf, clean, best } = await attackedModel()
    expect(await flipOf('fgsm', { image: wrong })).toEqual({ low: 0, high: 0, isDone: true })
    const predicted = best(logitsOf(clean(wrong))[0] ?? [])
    const away = await flipOf('fgsm', { image: wrong, label: predicted })
    expect(away.low).toBeGreaterThan(0)
    const max = 1e-7
    expect(await flipOf('pgd:steps=2', { max })).toEqual({ low: max, high: null, isDone: true })
    expect(await flipOf('fgsm', { max })).toEqual({ low: max, high: null, isDone: true })
  })
})
