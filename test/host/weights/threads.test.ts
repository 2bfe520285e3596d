import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportCheckpoint } from '../../../src-main/host/weights/export/export-checkpoint.ts'
import { writeExport } from '../../../src-main/host/weights/export/write-export.ts'
import { readAndIdentify, readWeightFile } from '../../../src-main/host/weights/read-weight-file.ts'
import { exportedModel } from '../../support/export-cases.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const architecture = { id: 'small-cnn', params: { width: 4, depth: 2 } }
const model = exportedModel({ name: 'small', architecture, gain: 1 }, 32, 3)

async function checkpoint(folder: string): Promise<string> {
  const path = join(folder, 'last.safetensors')
  await writeExport('safetensors', path, model)
  return path
}

describe('threads that read and write weight files', () => {
  it('export a checkpoint as a file that is recognised again', async () => {
    const folder = temporaryFolder()
    const { values: _values, ...described } = model
    const path = join(folder, 'export', 'model.weights.h5')
    const request = { checkpoint: await checkpoint(folder), format: 'keras3-weights', path, ...described } as const
    expect(await exportCheckpoint(request)).toBe(readFileSync(path).length)
    expect(readdirSync(join(folder, 'export'))).toEqual(['model.weights.h5'])
    const { file, identification } = await readAndIdentify(path)
    expect(identification).toMatchObject({ architecture, classes: 3, isComplete: true })
    const kernel = file.layers.find(({ name }) => name === 'stage2_conv')?.tensors[0]
    expect(kernel?.values).toEqual(model.values.get('stage2_conv/kernel'))
  })

  it('leave nothing behind where an export cannot be written', async () => {
    const folder = temporaryFolder()
    const { values: _values, ...described } = model
    writeFileSync(join(folder, 'file'), '')
    const path = join(folder, 'file', 'model.onnx')
    const request = { checkpoint: await checkpoint(folder), format: 'onnx', path, ...described } as const
    await expect(exportCheckpoint(request)).rejects.toMatchObject({ code: 'not-found' })
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'last.safetensors'])
  })

  it('are given up when they take too long or nobody waits any more', async () => {
    const path = await checkpoint(temporaryFolder())
    await expect(readWeightFile(path, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'invalid-input' })
    const cancelled = AbortSignal.abort()
    await expect(readWeightFile(path, { signal: cancelled })).rejects.toMatchObject({ code: 'cancelled' })
    const controller = new AbortController()
    const reading = readWeightFile(path, { signal: controller.signal })
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('say what is not there', async () => {
    await expect(readWeightFile(join(temporaryFolder(), 'no.h5'))).rejects.toMatchObject({ code: 'not-found' })
  })
})
