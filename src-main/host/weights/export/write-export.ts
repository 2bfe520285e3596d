import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExportFormat } from '../../../contract/weights.ts'
import { writeWeights } from '../../services/weights-file.ts'
import type { ExportedModel } from './export-task.ts'
import { writeKeras3Weights } from './write-keras3-weights.ts'
import { writeKerasH5 } from './write-keras-h5.ts'
import { writeOnnx } from './write-onnx.ts'
import { writeTfjsLayers } from './write-tfjs-layers.ts'

type Write = (path: string, model: ExportedModel) => unknown

const writers: Readonly<Record<ExportFormat, Write>> = {
  'keras3-weights': writeKeras3Weights,
  'keras-h5': writeKerasH5,
  'tfjs-layers': writeTfjsLayers,
  onnx: writeOnnx,
  safetensors: (path, { network, values }) => writeWeights(path, network, values),
}

/** Writes an export in this thread: under a temporary name, then renamed, so that nothing is half-written. Returns its bytes. */
export async function writeExport(format: ExportFormat, path: string, model: ExportedModel): Promise<number> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writers[format](temporary, model)
    await rename(temporary, path)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  return bytesOf(path)
}

function bytesOf(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
}
