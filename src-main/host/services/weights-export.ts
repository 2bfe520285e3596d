import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError, type Checkpoint, type ExportFormat, type ExportPlan } from '../../contract/index.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import type { StoredRun } from '../../store/runs.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import { exportCheckpoint } from '../weights/export/export-checkpoint.ts'
import { taken } from '../whole-file.ts'
import { openingLines } from '../weights/export/opening-lines.ts'
import { datasetOf } from './evaluations.ts'
import { findRun } from './runs.ts'

const formats: readonly { readonly format: ExportFormat; readonly title: string; readonly ending: string }[] = [
  { format: 'keras3-weights', title: 'Keras 3 weights', ending: '.weights.h5' },
  { format: 'keras-h5', title: 'Keras model (HDF5)', ending: '.h5' },
  { format: 'tfjs-layers', title: 'TensorFlow.js layers model', ending: '-tfjs' },
  { format: 'onnx', title: 'ONNX', ending: '.onnx' },
  { format: 'safetensors', title: 'safetensors', ending: '.safetensors' },
]

interface ExportWish {
  readonly checkpoint: number
  readonly format: ExportFormat
  readonly folder?: string | undefined
  readonly name?: string | undefined
}

/** In which formats a checkpoint can be exported, each with the lines that open it. */
export function planExports(context: HostContext, id: number): ExportPlan[] {
  const { run, checkpoint, model } = findModel(context, id)
  return formats.map(({ format, title, ending }) => {
    const fileName = nameOf(run, checkpoint) + ending
    return { format, title, fileName, lines: openingLines(format, fileName, model) }
  })
}

/** Writes the base model of a checkpoint. Throws `conflict` where there is something of that name already. */
export async function writeExport(
  context: HostContext,
  running: RunningImports,
  { checkpoint: id, format, folder, name }: ExportWish,
  caller: Caller,
): Promise<{ path: string; bytes: number; lines: string[] }> {
  const { run, checkpoint, model } = findModel(context, id)
  const target = folder === undefined ? context.workspace.exports : await allowFolder(folder, caller)
  const ending = formats.find((known) => known.format === format)?.ending ?? ''
  const fileName =
    name === undefined ? nameOf(run, checkpoint) + ending : requireName(name, format === 'tfjs-layers' ? '' : ending)
  const path = join(target, fileName)
  if (existsSync(path)) throw taken(path)
  const file = join(context.workspace.folder, checkpoint.path)
  const request = { checkpoint: file, format, path, ...model }
  const bytes = await running.during(path, (signal) => exportCheckpoint(request, signal))
  return { path, bytes, lines: openingLines(format, fileName, model) }
}

function findModel(context: HostContext, id: number) {
  const checkpoint = context.store.checkpoints.get(id)
  if (!checkpoint) throw new AppError('not-found', `There is no checkpoint ${id}.`)
  const run = findRun(context, checkpoint.run)
  const { architecture } = run.config
  const dataset = datasetOf(context, run)
  const network = networkOf(architecture, dataset)
  const classes = dataset.classes.map(({ name }) => name)
  return { run, checkpoint, model: { network, architecture, classes } }
}

/** `base-epoch-12` */
function nameOf({ name }: StoredRun, { epoch }: Checkpoint): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return `${plain || 'run'}-epoch-${epoch}`
}

async function allowFolder(folder: string, caller: Caller): Promise<string> {
  const { path } = await allowPath(folder, caller)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  throw new AppError('not-found', `There is no folder ${folder} to export into.`, { hint: 'Choose one that is there.' })
}

/** A name and no way out of the folder, with the ending by which other programs know the format. */
function requireName(name: string, ending: string): string {
  const isPlain = name === basename(name) && !['.', '..'].includes(name) && !/[\\/\0]/.test(name)
  if (isPlain && name.endsWith(ending)) return name
  const expected = isPlain ? `end in "${ending}"` : 'be a plain file name'
  throw new AppError('invalid-input', `The name of this export must ${expected}: got ${JSON.stringify(name)}.`, {
    hint: isPlain ? `For example: ${name}${ending}` : undefined,
  })
}
