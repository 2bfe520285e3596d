import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNow } from '../../../src-main/core/computation.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { joinChannels } from '../../../src-main/core/saliency/channels.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { greatestDifference } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { distance, explain, explainFully, network, plain, set, smooth } from '../../support/tiny-explanations.ts'
import { classes } from '../../support/tiny-training.ts'

describe('a layer that the network has not', () => {
  beforeAll(useJavaScript)

  it('is refused with the nearest that it has', () => {
    const choice = { id: 'grad-cam', params: { layer: 'last_rely' } }
    expect(() => explain(plain, choice)).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('Did you mean "last_relu"?') }),
    )
  })
})

describe('gradient', () => {
  beforeAll(useJavaScript)

  it('is what a small change of one pixel does to the logit', () => {
    const map = explain(
      plain,
      { id: 'gradient', params: { sign: 'signed', channels: 'sum' } },
      { only: Int32Array.of(2) },
    )
    const logit = (change: number): number =>
      tf.tidy(() => {
        const pixels = readPixels(set, Int32Array.of(2))
        for (const channel of [0, 1, 2]) pixels[(2 * 6 + 3) * 3 + channel]! += change
        const classifier = createClassifier(network, plain)
        const model = classifier.fold(uploadModel(network, initialize(network, 4)))
        const logits = runNow(classifier.logits(model, tf.tensor4d(pixels, [1, 6, 6, 3])))
        return logits.dataSync()[2] as number
      })
    expect((logit(0.01) - logit(-0.01)) / 0.02).toBeCloseTo(map[2 * 6 + 3] as number, 3)
  })

  it('of one class minus another is the difference of their gradients', () => {
    const choice = { id: 'gradient', params: { sign: 'signed', channels: 'sum' } }
    const gradientOf = (target: number[]): Float32Array => explain(plain, choice, { only: Int32Array.of(1), target })
    const [first, second] = [gradientOf([1, 0, 0]), gradientOf([0, 0, 1])]
    const difference = first.map((value, i) => value - (second[i] as number))
    expect(greatestDifference(gradientOf([1, 0, -1]), difference)).toBeLessThan(1e-6)
  })
})

describe('integrated gradients', () => {
  beforeAll(useJavaScript)

  it.each(['black', 'white', 'blurred', 'uniform'])('add up to the difference of the scores (%s)', (baseline) => {
    const { figures } = explainFully(plain, { id: 'integrated-gradients', params: { baseline, steps: 100 } })
    figures['difference']?.forEach((difference, i) => {
      expect(Math.abs((figures['sum']?.[i] ?? 0) - difference)).toBeLessThan(0.01 * Math.abs(difference) + 1e-3)
    })
  })
})

describe('class-activation methods', () => {
  beforeAll(useJavaScript)

  it('are the same behind global average pooling and a dense layer', () => {
    const params = { side: 'signed' }
    const cam = explain(plain, { id: 'cam', params })
    const perPlace = explain(plain, { id: 'hires-cam', params }).map((value) => value * 9)
    const averaged = explain(plain, { id: 'grad-cam', params }).map((value) => value * 9)
    expect(distance({ id: 'cam', params }, perPlace, cam)).toBeLessThan(1e-5)
    expect(distance({ id: 'cam', params }, averaged, cam)).toBeLessThan(1e-5)
  })

  it('take the channels that vary most', () => {
    const all = explain(plain, { id: 'score-cam', params: { channels: 8 } })
    expect(explain(plain, { id: 'score-cam', params: {} })).toEqual(all)
    expect(
      distance({ id: 'score-cam', params: {} }, explain(plain, { id: 'score-cam', params: { channels: 3 } }), all),
    ).toBeGreaterThan(0.01)
  })
})

describe('VarGrad', () => {
  beforeAll(useJavaScript)

  it('of no noise is exactly zero', () => {
    const maps = explain(plain, { id: 'var-grad', params: { samples: 7, noise: 0 } })
    expect(maps.every((value) => value === 0)).toBe(true)
  })

  it('of a little noise is not lost in the size of the gradient', () => {
    // Of small noise, deviations are in proportion to it, and the variance to its square.
    const ofNoise = (noise: number): Float32Array =>
      explain(plain, { id: 'var-grad', params: { samples: 7, noise, channels: 'sum' } }, { network: smooth })
    const [small, large] = [ofNoise(1e-4), ofNoise(1e-3)]
    const scaled = small.map((value) => value * 100)
    expect(greatestDifference(scaled, large) / Math.max(...large)).toBeLessThan(0.05)
  })
})

describe('RISE', () => {
  beforeAll(useJavaScript)

  it.each(['logit', 'probability'])('of a model that ignores its image is zero (%s)', (score) => {
    const scale = (path: string): number => (path === 'dense/kernel' ? 0 : 1)
    const shift = (path: string): number => (path === 'dense/bias' ? 0.7 : 0)
    const maps = explain(plain, { id: 'rise', params: { masks: 40, cells: 3, score } }, { scale, shift })
    expect(maps.every((value) => Math.abs(value) === 0)).toBe(true)
  })

  it('of more masks comes nearer to where the evidence is', () => {
    // A model whose logits are sums over one corner of the image each.
    const corner = buildNetwork([6, 6, 3], ({ input }) =>
      input
        .cropping('corner', [
          [0, 4],
          [0, 4],
        ])
        .flatten('flatten')
        .dense('dense', { units: classes }),
    )
    const mapOf = (masks: number): Float32Array =>
      explain(plain, { id: 'rise', params: { masks, cells: 3 } }, { network: corner, only: Int32Array.of(0) }).map(
        Math.abs,
      )
    const shareInCorner = (map: Float32Array): number => {
      const total = map.reduce((sum, value) => sum + value)
      return map.reduce((sum, value, i) => sum + (i % 6 < 3 && i < 18 ? value : 0), 0) / total
    }
    expect(shareInCorner(mapOf(2000))).toBeGreaterThan(Math.max(0.5, shareInCorner(mapOf(20))))
  })
})

describe('joinChannels', () => {
  beforeAll(useJavaScript)

  it.each([
    ['max', 1],
    ['strongest', -4],
    ['mean', -1],
    ['sum', -3],
  ] as const)('%s', (join, expected) => {
    expect(joinChannels(join, tf.tensor4d([1, -4, 0], [1, 1, 1, 3])).dataSync()[0]).toBe(expected)
  })
})
