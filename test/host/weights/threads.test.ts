import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyInThread } from '../../../src-main/host/weights/copy-in-thread.ts'
import { exportCheckpoint } from '../../../src-main/host/weights/export/export-checkpoint.ts'
import { writeExport } from '../../../src-main/host/weights/export/write-export.ts'
import { readAny } from '../../../src-main/host/weights/read/read-any.ts'
import { exportedModel } from '../../support/export-cases.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const architecture = { id: 'small-cnn', params: { width: 4, depth: 2 } }
const { values, ...described } = exportedModel({ name: 'small', architecture, gain: 1 }, 32, 3)
const never = new AbortController().signal

async function checkpoint(folder: string): Promise<string> {
  const path = join(folder, 'last.safetensors')
  await writeExport('safetensors', path, { ...described, values })
  return path
}

/** A request to export a new checkpoint to this path. */
const exportTo = async (path: string, format: 'onnx' | 'keras3-weights' | 'tfjs-layers') => ({
  ...{ checkpoint: await checkpoint(temporaryFolder()), format, path },
  ...described,
})

describe('threads that read and write weight files', () => {
  it('export a checkpoint as a file that is recognised and copied again', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'export', 'model.weights.h5')
    expect(await exportCheckpoint(await exportTo(path, 'keras3-weights'), never)).toBe(statSync(path).size)
    expect(readdirSync(join(folder, 'export'))).toEqual(['model.weights.h5'])
    const copy = join(folder, 'copy.safetensors')
    const stages: string[] = []
    const onStage = (stage: string): void => void stages.push(stage)
    const copied = await copyInThread({ path, copy }, { signal: never, onStage })
    expect(copied).toMatchObject({ architecture, classes: 3, bytes: statSync(copy).size })
    expect(copied.report.matched).toBe(copied.report.total)
    expect(stages).toEqual(['matching', 'writing'])
    const kernel = (await readAny(copy)).layers.find(({ name }) => name === 'stage2_conv')?.tensors[0]
    expect(kernel?.values).toEqual(values.get('stage2_conv/kernel'))
  })

  it('leave nothing behind where an export cannot be written', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const request = await exportTo(join(folder, 'file', 'model.onnx'), 'onnx')
    await expect(exportCheckpoint(request, never)).rejects.toMatchObject({ code: 'not-found' })
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('export a checkpoint that is gone as nothing, and say which', async () => {
    const folder = temporaryFolder()
    const missing = join(folder, 'gone.safetensors')
    const request = { ...(await exportTo(join(folder, 'model.onnx'), 'onnx')), checkpoint: missing }
    await expect(exportCheckpoint(request, never)).rejects.toMatchObject({
      code: 'not-found',
      message: `The checkpoint ${missing} cannot be read: it, or its folder, is gone.`,
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['onnx', 'tfjs-layers'] as const)(
    'write one of two exports at once to the same name, as %s',
    async (format) => {
      const folder = temporaryFolder()
      const path = join(folder, 'model')
      const request = await exportTo(path, format)
      const both = await Promise.allSettled([exportCheckpoint(request, never), exportCheckpoint(request, never)])
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
      expect(readdirSync(folder)).toEqual(['model'])
    },
  )

  it('replace no file and no folder that is there by now', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'model.onnx'), 'mine')
    const onnx = await exportTo(join(folder, 'model.onnx'), 'onnx')
    await expect(exportCheckpoint(onnx, never)).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(join(folder, 'model.onnx'), 'utf8')).toBe('mine')
    mkdirSync(join(folder, 'tfjs', 'mine'), { recursive: true })
    const tfjs = await exportTo(join(folder, 'tfjs'), 'tfjs-layers')
    await expect(exportCheckpoint(tfjs, never)).rejects.toMatchObject({ code: 'conflict' })
    expect(readdirSync(join(folder, 'tfjs'))).toEqual(['mine'])
    expect(readdirSync(folder).toSorted()).toEqual(['model.onnx', 'tfjs'])
  })

  it('are given up when they take too long or nobody waits any more, and leave nothing', async () => {
    const folder = temporaryFolder()
    const request = { path: await checkpoint(temporaryFolder()), copy: join(folder, 'copy') }
    const options = { signal: never, onStage: () => undefined }
    await expect(copyInThread(request, { ...options, timeoutMs: 0 })).rejects.toMatchObject({ code: 'invalid-input' })
    const cancelled = { code: 'cancelled' }
    await expect(copyInThread(request, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled)
    const controller = new AbortController()
    const copying = copyInThread(request, { signal: controller.signal, onStage: () => controller.abort() })
    await expect(copying).rejects.toMatchObject(cancelled)
    const other = new AbortController()
    const exporting = exportCheckpoint(await exportTo(join(folder, 'model.onnx'), 'onnx'), other.signal)
    setTimeout(() => other.abort(), 10)
    await expect(exporting).rejects.toMatchObject(cancelled)
    expect(readdirSync(folder)).toEqual([])
  })

  it('say what is not there, and that a copy cannot be written', async () => {
    const folder = temporaryFolder()
    const options = { signal: never, onStage: () => undefined }
    const missing = { path: join(folder, 'no.h5'), copy: join(folder, 'copy') }
    await expect(copyInThread(missing, options)).rejects.toMatchObject({ code: 'not-found' })
    const full = { path: await checkpoint(folder), copy: join(folder, 'full') }
    symlinkSync('/dev/full', full.copy)
    await expect(copyInThread(full, options)).rejects.toMatchObject({
      code: 'storage',
      message: `The disk is full: the copy of the weights in ${folder} could not be written.`,
    })
  })
})
