import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Prediction } from '../../../src-main/contract/evaluations.ts'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { answerQuestion } from '../../../src-main/engine/jobs/answer-question.ts'
import { runEvaluateJob } from '../../../src-main/engine/jobs/evaluate-job.ts'
import { keepEvaluatedModels } from '../../../src-main/engine/jobs/evaluated-models.ts'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { seeImage } from '../../../src-main/engine/jobs/see-image.ts'
import { writeInitialCheckpoint } from '../../support/initial-checkpoint.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function evaluated(condition: string) {
  const folder = temporaryFolder()
  const datasetFolder = await smallDataset(folder)
  const config = smallConfig()
  const context = await probeContext()
  const data = openDatasetCache(datasetFolder)
  const network = networkOf(config.architecture, data)
  const write = (seed: number) => writeInitialCheckpoint(join(folder, 'checkpoints'), network, seed)
  const { path } = write(config.seed)
  const question = {
    id: '1',
    config,
    datasetFolder,
    checkpoint: path,
    split: 'validation' as const,
    condition: parseMethod(condition),
    corrupted: null,
    images: data.validation.count,
  }
  const models = keepEvaluatedModels(context.backend.step)
  await runEvaluateJob(
    { kind: 'evaluate', surrogate: null, begun: null, temperature: null, ...question },
    { ...context, runtime: context.backend.step },
    models,
  )
  models.forget()
  const rows = context.events.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))
  const see = (stored: Prediction) => seeImage({ kind: 'see-image', ...question, stored }, context)
  return { rows, see, write, context, question, clean: data.validation }
}

const conditions = ['fgsm:epsilon=8/255', 'pgd:epsilon=8/255,steps=3', 'pgd-l2', 'gaussian-noise', 'salt-and-pepper']

describe('seeImage', () => {
  it.each(conditions)('%s: makes an image again that comes to its stored prediction', async (condition) => {
    const { rows, see, clean } = await evaluated(condition)
    for (const image of [0, 7, 19]) {
      const stored = rows[image] as Prediction
      const { seenPrediction, shape, perturbation, ...bytes } = await see(stored)
      expect(shape).toEqual([16, 16, 3])
      expect(seenPrediction).toMatchObject({ image, truth: stored.truth, predicted: stored.predicted })
      expect(seenPrediction.margin).toBeCloseTo(stored.margin, 4)
      const pixels = new Uint8Array(16 * 16 * 3)
      clean.read([image], pixels)
      expect([...bytesToFloats(bytes.clean)].map((value) => Math.round(value * 255))).toEqual([...pixels])
      expect(perturbation.linf).toBeGreaterThan(0)
    }
  })

  it('clean: is the image as it is', async () => {
    const { rows, see } = await evaluated('clean')
    const seen = await see(rows[3] as Prediction)
    expect(seen.seen).toEqual(seen.clean)
    expect(seen.seenPrediction).toEqual(seen.cleanPrediction)
    expect(seen.perturbation).toEqual({ linf: 0, l2: 0, changed: 0 })
  })

  it('looks within the batch of the evaluation where the image alone comes to something else', async () => {
    const { rows, see } = await evaluated('fgsm:epsilon=8/255')
    const stored = rows[4] as Prediction
    const alone = await see(stored)
    const unlike = await see({ ...stored, margin: stored.margin + 1 })
    expect(unlike.seenPrediction.margin).toBeCloseTo(alone.seenPrediction.margin, 4)
  })

  it('reads a checkpoint anew that was written anew under its name', async () => {
    const { rows, see, write } = await evaluated('clean')
    const stored = rows[0] as Prediction
    const before = await see(stored)
    write(99)
    expect((await see(stored)).seenPrediction.margin).not.toBeCloseTo(before.seenPrediction.margin, 2)
  })

  it('keeps the model between questions and leaks no tensor', async () => {
    const { rows, see } = await evaluated('pgd:steps=2')
    await see(rows[0] as Prediction)
    const before = tf.memory().numTensors
    await see(rows[1] as Prediction)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('explain', () => {
  it('gives one map, its ends, and the opposite for the opposite score', async () => {
    const { rows, see, context, question } = await evaluated('clean')
    const { clean } = await see(rows[0] as Prediction)
    const mapFor = async (classes: [number, number | null]) => {
      const method = { id: 'gradient', params: { sign: 'signed', channels: 'sum' } }
      const asked = { kind: 'explain', ...question, image: 0, pixels: clean, method, classes } as const
      const answer = await answerQuestion(asked, context)
      if (answer.kind !== 'explain') throw new Error('Expected a map.')
      return answer.value
    }
    const { height, width, map, min, max } = await mapFor([0, 1])
    const values = bytesToFloats(map)
    expect([height, width, values.length]).toEqual([16, 16, 256])
    expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
    const opposite = bytesToFloats((await mapFor([1, 0])).map)
    values.forEach((value, i) => expect(opposite[i]).toBeCloseTo(-value, 6))
    expect((await mapFor([0, null])).map).not.toEqual(map)
  })
})
