import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadImageFile, type Evaluation } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { png } from '../../support/images.ts'
import { programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')

describe('image files of the user', () => {
  if (!existsSync(engineEntry)) return leaveOut('image files', 'out/main/engine.cjs is not built')

  const base = {
    dataset: { id: 'shapes', params: { size: 16, train: 48, validation: 30, classes: 3 } },
    architecture: 'small-cnn:width=4,depth=2',
    ...{ epochs: 1, batchSize: 16, backend: 'javascript', monitor: { trainImages: 16, validationImages: 16 } },
  } as const
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let evaluation: Evaluation

  const open = async (bytes: Uint8Array, name = 'own.png') => {
    await uploadImageFile(host.client, 'own', bytes)
    const checkpoint = evaluation.checkpoint ?? -1
    return host.client.imageFiles.open({ task: 'open', upload: 'own', name, checkpoint })
  }
  /** An image of the dataset as a file. */
  const exported = async (image: number): Promise<Buffer> => {
    const { client } = host
    const dataset = (await client.datasets.list({}))[0]?.id ?? ''
    const { pixels } = await client.datasets.images({ id: dataset, split: 'validation', images: [image] })
    return sharp(Uint8Array.from(pixels), { raw: { width: 16, height: 16, channels: 3 } })
      .png()
      .toBuffer()
  }

  beforeAll(async () => {
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry, settingsFile, checksReplies: true })
    const { runs } = await host.client.experiments.launch({ base, runs: [{ name: 'small' }], conditions: ['clean'] })
    evaluation = (await untilEvaluated(host, ...runs))[0] as Evaluation
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('are classified and explained as the same image of the dataset is', async () => {
    const { client } = host
    const { rows } = await client.evaluations.gallery({ evaluation: evaluation.id, outcome: 'all' })
    const [row] = rows
    const { file, classification, shape, fitted } = await open(await exported(0))
    expect([shape, fitted]).toEqual([[16, 16, 3], 'Its 16 × 16 px are those of the model.'])
    expect(classification.predicted).toBe(row?.predicted)
    expect(classification.confidence).toBeCloseTo(row?.confidence ?? Number.NaN, 5)
    expect(classification.top5.map((it) => it.class)).toEqual(row?.top5.map((it) => it.class))
    for (const target of ['predicted', { class: 2 }, { class: 0, against: 1 }] as const) {
      const asked = { task: 'explain', method: 'gradient:sign=signed', target }
      const own = await client.imageFiles.explain({ ...asked, file })
      const stored = await client.evaluations.explain({ ...asked, evaluation: evaluation.id, image: 0 })
      expect(own).toEqual(stored)
    }
    const scored = { task: 'score', method: 'gradient:sign=positive' } as const
    const { deletion, insertion } = await client.evaluations.scoreMap({
      ...{ ...scored, evaluation: evaluation.id, image: 0 },
    })
    expect(await client.imageFiles.scores({ ...scored, file })).toEqual({ deletion, insertion })
  })

  it('leave nothing in the workspace', async () => {
    const before = readdirSync(workspace, { recursive: true }).length
    const { file } = await open(await png(3, 40, 20))
    await host.client.imageFiles.explain({ task: 'explain', file, method: 'grad-cam' })
    expect(readdirSync(workspace, { recursive: true })).toHaveLength(before)
  })

  it('are refused in a sentence', async () => {
    const { client } = host
    await expect(open(Buffer.from('no image'), '/tmp/words.png')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^"words\.png" cannot be decoded: /),
    })
    const task = 'explain'
    await expect(client.imageFiles.explain({ task, file: 'gone', method: 'gradient' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'This image file is not open any more.',
    })
    const { file } = await open(await png(4, 16))
    await expect(
      client.imageFiles.explain({ task, file, method: 'gradient', target: { class: 3 } }),
    ).rejects.toMatchObject({ message: 'Expected a class from 0 to 2: got 3.' })
    await expect(client.imageFiles.explain({ task, file, method: 'grad-cam:layer=nowhere' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('"nowhere"'),
    })
    await uploadImageFile(client, 'own', await png(5, 16))
    await expect(client.imageFiles.open({ task, upload: 'own', name: 'a', checkpoint: 999 })).rejects.toMatchObject({
      message: 'There is no checkpoint 999.',
    })
  })
})
