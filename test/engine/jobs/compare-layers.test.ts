import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { alignmentOf, centeredOfMinibatch, cka, unbiasedHsic } from '../../../src-main/core/measures/cka.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { compareLayers, forgetAfterMs } from '../../../src-main/engine/jobs/compare-layers.ts'
import type { LayerSums } from '../../../src-main/engine/questions.ts'
import { writeInitialCheckpoint } from '../../support/initial-checkpoint.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** More than a pass holds. */
const images = Array.from({ length: 37 }, (_, image) => image)
const layers = ['input', 'stage1_pool', 'stage2_pool', 'average_pool', 'predictions']

async function twoRuns() {
  const datasetFolder = await smallDataset(temporaryFolder())
  const data = openDatasetCache(datasetFolder)
  const context = await probeContext()
  const models = [3, 8].map((seed) => {
    const config = smallConfig({ seed })
    const network = networkOf(config.architecture, data)
    const { path: checkpoint } = writeInitialCheckpoint(join(temporaryFolder(), 'checkpoints'), network, seed)
    /** Gram matrix of a layer, as it is without folding. */
    const gramOf = (layer: string, features: 'pooled' | 'flattened', among = images): Float32Array =>
      tf.tidy(() => {
        const model = uploadModel(network, initialize(network, seed))
        const pixels = tf.tensor4d(readPixels(data.train, Int32Array.from(among)), [among.length, 16, 16, 3])
        const { taps } = forward(network, model, pixels, { training: false, taps: [layer] })
        const output = taps[layer] as tf.Tensor
        const means = features === 'pooled' && output.rank === 4 ? tf.mean(output, [1, 2]) : output
        const rows = tf.reshape(means, [among.length, -1])
        return tf.matMul(rows, rows, false, true).dataSync<'float32'>()
      })
    return { config, checkpoint, gramOf }
  })
  const [first, second] = models as [(typeof models)[0], (typeof models)[0]]
  const { config, checkpoint } = first
  const about = { kind: 'compare-layers', id: '1', config, checkpoint, datasetFolder, split: 'train' } as const
  return { about, first, second, context }
}

const alignmentsOf = ({ between, own }: LayerSums): number[][] =>
  between.map((row, i) => row.map((value, j) => alignmentOf(value, own[0][i] as number, own[1][j] as number)))

describe('compareLayers', () => {
  it.each([
    ['linear', 'pooled'],
    ['debiased', 'flattened'],
    ['rbf', 'pooled'],
  ] as const)('gives %s CKA of %s features, from input to logits', async (kernel, features) => {
    const { about, first, second, context } = await twoRuns()
    const other = { config: second.config, checkpoint: second.checkpoint }
    const asked = { ...about, other, images, kernel, features, isMinibatch: false }
    const found = await compareLayers(asked, context)
    expect(found.layers).toEqual([layers, layers])
    const values = alignmentsOf(found)
    layers.forEach((row, i) =>
      layers.forEach((column, j) => {
        const expected = cka(first.gramOf(row, features), second.gramOf(column, features), kernel)
        expect(values[i]?.[j]).toBeCloseTo(expected, 3)
      }),
    )
  })

  it('gives unbiased HSIC of one batch of several, of a run with itself too', async () => {
    const { about, first, context } = await twoRuns()
    const batch = images.slice(5, 17)
    const asked = { ...about, other: null, images: batch, kernel: 'linear', features: 'pooled' } as const
    const { between, own } = await compareLayers({ ...asked, isMinibatch: true }, context)
    expect(own[0]).toEqual(own[1])
    between.forEach((row, i) => expect(row[i]).toBe(own[0][i]))
    const [k, l] = ['stage1_pool', 'average_pool'].map((layer) =>
      centeredOfMinibatch(first.gramOf(layer, 'pooled', batch), 'linear'),
    ) as [Float64Array, Float64Array]
    const expected = unbiasedHsic(k, l)
    expect((between[1]?.[3] ?? 0) / expected).toBeCloseTo(1, 3)
  })

  it('goes on behind the images that it had seen when it was interrupted, and leaks no tensor', async () => {
    const { about, context } = await twoRuns()
    const asked = { ...about, other: null, images, kernel: 'linear', features: 'pooled', isMinibatch: false } as const
    const passes: number[] = []
    const controller = new AbortController()
    const emit = (event: { kind: string; done?: number }): void => {
      if (event.kind === 'progress') passes.push(event.done ?? -1)
      if (event.done === 32) controller.abort()
    }
    const interrupted = compareLayers(asked, { ...context, emit, signal: controller.signal })
    await expect(interrupted).rejects.toMatchObject({ code: 'cancelled' })
    const found = await compareLayers(asked, { ...context, emit })
    expect(passes).toEqual([0, 32, 32])
    const before = tf.memory().numTensors
    expect(await compareLayers(asked, context)).toEqual(found)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('forgets what was interrupted and is not asked again', async () => {
    const { about, context } = await twoRuns()
    const asked = { ...about, other: null, images, kernel: 'linear', features: 'pooled', isMinibatch: false } as const
    const passes: number[] = []
    const controller = new AbortController()
    const emit = (event: { kind: string; done?: number }): void => {
      if (event.kind === 'progress') passes.push(event.done ?? -1)
      if (event.done === 32) controller.abort()
    }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const interrupted = compareLayers(asked, { ...context, emit, signal: controller.signal })
    await expect(interrupted).rejects.toMatchObject({ code: 'cancelled' })
    vi.advanceTimersByTime(forgetAfterMs)
    vi.useRealTimers()
    await compareLayers(asked, { ...context, emit })
    expect(passes).toEqual([0, 32, 0, 32])
  })

  it('keeps the Gram matrices that it had made when it was interrupted', async () => {
    const { about, second, context } = await twoRuns()
    const other = { config: second.config, checkpoint: second.checkpoint }
    const asked = { ...about, other, images, kernel: 'rbf', features: 'pooled', isMinibatch: false } as const
    const controller = new AbortController()
    let grams = 0
    const { runKernel } = tf.engine()
    const spy = vi.spyOn(tf.engine(), 'runKernel').mockImplementation(function (this: never, name, inputs, attrs) {
      if (name === 'BatchMatMul' && attrs?.['transposeB'] && ++grams === 7) controller.abort()
      return runKernel.call(tf.engine(), name, inputs, attrs) as never
    })
    onTestFinished(() => spy.mockRestore())
    const interrupted = compareLayers(asked, { ...context, signal: controller.signal })
    await expect(interrupted).rejects.toMatchObject({ code: 'cancelled' })
    const found = await compareLayers(asked, context)
    // All of both models, and the one that was under way once more.
    expect(grams).toBe(2 * layers.length + 1)
    expect(await compareLayers(asked, context)).toEqual(found)
  })

  it('refuses activations that are not finite with a sentence', async () => {
    const { about, context } = await twoRuns()
    const network = networkOf(about.config.architecture, openDatasetCache(about.datasetFolder))
    const { path: checkpoint } = writeInitialCheckpoint(join(temporaryFolder(), 'checkpoints'), network, 3, 1e20)
    const asked = { ...about, checkpoint, other: null, images, kernel: 'linear', features: 'pooled' } as const
    await expect(compareLayers({ ...asked, isMinibatch: false }, context)).rejects.toMatchObject({
      code: 'not-a-number',
    })
  })
})
