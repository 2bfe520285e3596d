import { beforeAll, describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { classWeights } from '../../../src-main/core/training/class-weights.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { collect, curve, tinyImages, tinyOptions } from '../../support/tiny-training.ts'

const configOf = (objective: string, imagesPerClass: number | null = null) =>
  RunConfig.parse({ dataset: { id: 'shapes', imagesPerClass }, objective })
const set = { labels: Int32Array.of(0, 0, 0, 1, 1, 3), classes: 4 }
const balanced = 'adversarial-regularization:sampleWeights=balanced'

describe('class weights', () => {
  beforeAll(useJavaScript)

  it('are none where all images weigh alike, or the objective knows no weights', () => {
    expect(classWeights(configOf('adversarial-regularization'), set)).toBeNull()
    expect(classWeights(configOf('mixup'), set)).toBeNull()
  })

  it('make present classes weigh alike, with a mean of 1 over the images that take part', () => {
    // 6 images in 3 classes.
    const weights = [6 / 9, 1, 0, 2]
    expect(classWeights(configOf(balanced), set)).toEqual(weights)
    const sum = set.labels.reduce((total, label) => total + (weights[label] as number), 0)
    expect(sum / set.labels.length).toBeCloseTo(1, 12)
    expect(classWeights(configOf(balanced, 1), set)).toEqual([1, 1, 0, 1])
  })

  it('reach the losses of a run', async () => {
    const train = tinyImages(24, 1)
    // The first class has three times the images of the others.
    const labels = train.labels.map((label, i) => (i % 2 === 0 ? 0 : label))
    const runs = ['equal', 'balanced'].map((sampleWeights) =>
      collect(
        tinyOptions(
          { epochs: 1, objective: `adversarial-regularization:sampleWeights=${sampleWeights}` },
          { train: { ...train, labels } },
        ),
      ),
    )
    const [equal, weighted] = (await Promise.all(runs)).map((events) => curve(events, 'label-loss')[0])
    expect(weighted).not.toBe(equal)
    expect(Number.isFinite(weighted)).toBe(true)
  })
})
