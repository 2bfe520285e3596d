import { realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError, type Weights, type WeightsProgress } from '../../contract/index.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import type { StoredWeights } from '../../store/weights.ts'
import { allowPath, isBelow, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import type { Identification } from '../weights/identify.ts'
import { matchWeights } from '../weights/match.ts'
import { readAndIdentify } from '../weights/read-weight-file.ts'
import { relativePath } from './describe.ts'
import { describeWeights } from './weights.ts'
import { filesOf, hashFiles, removeUnfinished, writeWeights } from './weights-file.ts'

interface Named {
  readonly path: string
  readonly name?: string | undefined
  readonly licence?: string | undefined
}

/** A file to import, wherever it came from. */
export interface ImportedFile {
  readonly path: string
  /** The folder that nothing may be read outside of, through links either. */
  readonly within?: string | undefined
  readonly source: string
  /** null: after the file, or as it is called already. */
  readonly title: string | null
  readonly licence: string | null
  readonly signal: AbortSignal
  onStage(stage: WeightsProgress['stage']): void
}

/** Reads a file that the caller may name. Events and cancelling name the path as the caller wrote it. */
export async function importWeights(
  context: HostContext,
  running: RunningImports,
  { path, name, licence }: Named,
  caller: Caller,
): Promise<Weights> {
  return running.during(path, async (signal) => {
    const { path: allowed, within } = await allowPath(path, caller)
    const onStage = (stage: WeightsProgress['stage']): void =>
      context.emit('weights', 'progress', { subject: path, stage, done: 0, total: 0 })
    const file = { path: allowed, within, source: path, title: name ?? null, licence: licence ?? null, signal, onStage }
    return importFile(context, file)
  })
}

/**
 * Reads a weight file, finds out what it is, checks that it is whole, and keeps a copy in the workspace that an engine
 * reads by itself. Throws `invalid-input` with what is wrong, or `cancelled`; then nothing is left behind.
 */
export async function importFile(context: HostContext, file: ImportedFile): Promise<Weights> {
  try {
    return await keep(context, file)
  } catch (error) {
    // Whatever was interrupted tells it in its own way.
    throwIfCancelled(file.signal)
    throw error
  }
}

async function keep(context: HostContext, file: ImportedFile): Promise<Weights> {
  const { path, signal, onStage } = file
  const fileName = basename(path)
  onStage('reading')
  const { file: content, identification } = await readAndIdentify(path, { signal })
  const files = await filesOf(path, content.format)
  if (file.within !== undefined) await requireBelow(file.within, files)
  const sha256 = await hashFiles(files, signal)
  onStage('matching')
  const { network, ...known } = prepare(identification, fileName)
  const { values, report } = matchWeights(content, network, { fileName, networkTitle: known.title })
  throwIfCancelled(signal)
  onStage('writing')
  const id = `${known.architecture.id}-${sha256.slice(0, 8)}`
  const copy = join(context.workspace.weights, `${id}.safetensors`)
  await removeUnfinished(context.workspace.weights)
  const bytes = await writeWeights(copy, network, values)
  const isHeadLoaded = report.head === 'loaded'
  const before = context.store.weights.get(id)
  const stored: StoredWeights = {
    id,
    title: file.title ?? before?.title ?? fileName.replace(/\.(?:weights\.)?\w+$/, ''),
    network: known.title,
    architecture: known.architecture,
    inputSize: known.inputSize,
    classes: isHeadLoaded ? known.classes : null,
    parameters: [...values.values()].reduce((sum, { length }) => sum + length, 0),
    source: file.source,
    licence: file.licence ?? before?.licence ?? null,
    sha256,
    path: relativePath(context, copy),
    bytes,
    report: {
      format: content.format,
      kerasVersion: content.kerasVersion,
      matched: report.matched,
      total: report.total,
      notes: [...report.notes, ...unusedNote(report.unused)],
    },
    createdAt: before?.createdAt ?? context.now(),
  }
  context.journal((announce) => {
    context.store.weights.put(stored)
    announce('weights', 'changed', describeWeights(stored))
  })
  return describeWeights(stored)
}

async function requireBelow(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (isBelow(folder, await realpath(file))) continue
    throw new AppError('unauthorized', `${file} leads out of the data folder: nothing was imported.`)
  }
}

/** Any size: variables do not depend on it. */
const anySize = 64

/** The network that the values are for. */
function prepare(found: Identification | null, fileName: string) {
  if (!found) {
    throw new AppError('invalid-input', `"${fileName}" is of no architecture that is known here. Nothing was loaded.`, {
      hint: 'adversarium catalog architectures lists them.',
    })
  }
  const { architecture, title, classes, inputSize } = found
  const shape = [inputSize?.[0] ?? anySize, inputSize?.[1] ?? anySize, 3] as const
  // Without a head of its own any number of classes will do.
  const network = networkOf(architecture, { shape, classes: Array.from({ length: classes ?? 1 }) })
  return { network, title, architecture, classes, inputSize: inputSize?.[0] ?? null }
}

function unusedNote(layers: readonly string[]): string[] {
  if (layers.length === 0) return []
  const some = layers.slice(0, 5).map((layer) => `"${layer}"`)
  const more = layers.length > some.length ? ` and ${layers.length - some.length} more` : ''
  return [`Left out of the file: ${some.join(', ')}${more}.`]
}
