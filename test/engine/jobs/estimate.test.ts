import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { estimate } from '../../../src-main/engine/jobs/estimate.ts'
import { findRateRange } from '../../../src-main/engine/jobs/rate-range.ts'
import { keepModel } from '../../../src-main/engine/jobs/kept-models.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Steps of a few milliseconds. */
const thin = { architecture: 'small-cnn:width=2,depth=1' }

async function question(changes: Parameters<typeof smallConfig>[0] = {}) {
  const datasetFolder = await smallDataset(temporaryFolder())
  return { id: '1', config: smallConfig(changes), datasetFolder, initialWeights: null }
}

describe('estimate', () => {
  it('reckons a run from measured steps', async () => {
    const asked = await question({ monitor: { trainImages: 16, attack: 'fgsm' } })
    const context = await probeContext()
    keepModel({ ...asked, checkpoint: null }, context.backend)
    const before = tf.memory().numTensors
    const cost = await estimate({ kind: 'estimate', ...asked }, context)
    expect(tf.memory().numTensors).toBe(before)

    // Convolutions 3·3·3·4 and 3·3·4·8, batch normalizations 4·4 and 4·8, dense 8·3 + 3.
    expect(cost.parameters).toBe(108 + 288 + 16 + 32 + 27)
    expect(cost.stepsPerEpoch).toBe(5)
    expect(cost.imagesPerSecond).toBeCloseTo(40 / cost.epochSeconds, 6)
    expect(cost.runSeconds).toBeCloseTo(3 * (cost.epochSeconds + cost.monitorSeconds), 6)
    expect(cost.epochSeconds).toBeGreaterThan(0)
    expect(cost.monitorSeconds).toBeGreaterThan(0)
    expect(cost.monitor).toEqual({ trainImages: 16, validationImages: 20, gradients: 1, forwards: 0 })
    // Four files of weights, velocities and statistics; 24 values are statistics.
    expect(cost.diskBytes).toBe(4 * 4 * (2 * (471 - 24) + 24))
    expect(cost.peakBytes).toBeGreaterThan(50e6)
    expect(cost.freeBytes).toBeGreaterThan(0)
    expect(cost.device).toBe('CPU, JavaScript')
    const progress = context.events.flatMap((event) => (event.kind === 'progress' ? [event] : []))
    expect(progress.map(({ note }) => note)).toContain('monitor: fgsm')
    expect(progress.every(({ done, total }) => done < total)).toBe(true)
  })

  it('counts the images that take part', async () => {
    const asked = await question({ ...thin, dataset: { id: 'shapes', imagesPerClass: 4 } })
    const cost = await estimate({ kind: 'estimate', ...asked }, await probeContext())
    expect(cost.stepsPerEpoch).toBe(2)
    expect(cost.imagesPerSecond).toBeCloseTo(12 / cost.epochSeconds, 6)
  })

  it('ends as cancelled between two steps', async () => {
    const stop = new AbortController()
    const context = await probeContext(stop.signal)
    const asked = await question(thin)
    const before = tf.memory().numTensors
    const ended = estimate({ kind: 'estimate', ...asked }, { ...context, emit: () => stop.abort() })
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
    const { weights, statistics, folded } = keepModel({ ...asked, checkpoint: null }, context.backend).model
    const kept = [weights, statistics, folded.weights, folded.statistics].flat().length
    expect(tf.memory().numTensors).toBe(before + kept)
  })
})

describe('findRateRange', () => {
  it('trains on real batches while the rate rises', async () => {
    const context = await probeContext()
    const range = { from: 1e-4, to: 0.1, steps: 12 }
    const { points } = await findRateRange({ kind: 'rate-range', ...(await question(thin)), ...range }, context)
    expect(points.map(({ rate }) => rate)).toEqual(
      Array.from({ length: 12 }, (_, i) => expect.closeTo(1e-4 * 1000 ** (i / 11), 10)),
    )
    expect(new Set(points.map(({ loss }) => loss)).size).toBe(12)
  })

  it('stops where training falls apart', async () => {
    const context = await probeContext()
    const range = { from: 1, to: 1e6, steps: 20 }
    const asked = await question({ ...thin, optimizer: 'sgd:momentum=0.99' })
    const { points } = await findRateRange({ kind: 'rate-range', ...asked, ...range }, context)
    expect(points.length).toBeLessThan(20)
  })
})
