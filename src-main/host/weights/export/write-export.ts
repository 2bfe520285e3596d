import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportFormat } from '../../../contract/weights.ts'
import { writeWeights } from '../write-weights.ts'
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

/** Writes an export in this thread: a file, for TensorFlow.js a folder. Returns its bytes. */
export async function writeExport(format: ExportFormat, path: string, model: ExportedModel): Promise<number> {
  await writers[format](path, model)
  return bytesOf(path)
}

function bytesOf(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
}
