import { renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Weights, WeightsProgress } from '../../contract/index.ts'
import type { StoredWeights } from '../../store/weights.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import { unfinishedPath } from '../unfinished.ts'
import { copyInThread } from '../weights/copy-in-thread.ts'
import type { CopiedWeights } from '../weights/copy-weights.ts'
import { relativePath } from './describe.ts'
import { describeWeights } from './weights.ts'

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
  const { path, within, signal, onStage } = file
  onStage('reading')
  const copy = unfinishedPath(join(context.workspace.weights, 'import'))
  const copied = await copyInThread({ path, within, copy }, { signal, onStage })
  try {
    throwIfCancelled(signal)
    return keep(context, file, copied, copy)
  } finally {
    rmSync(copy, { force: true })
  }
}

/** Without a pause in it: what was found in the store holds until the row is written. */
function keep(context: HostContext, file: ImportedFile, copied: CopiedWeights, copy: string): Weights {
  const { store, workspace } = context
  const before = store.weights.withHash(copied.sha256)
  const id = before?.id ?? freeId(context, copied)
  const path = join(workspace.weights, `${id}.safetensors`)
  const stored: StoredWeights = {
    ...copied,
    id,
    title: file.title ?? before?.title ?? basename(file.path).replace(/\.(?:weights\.)?\w+$/, ''),
    source: file.source,
    licence: file.licence ?? before?.licence ?? null,
    path: relativePath(context, path),
    createdAt: before?.createdAt ?? context.now(),
  }
  renameSync(copy, path)
  try {
    context.journal((announce) => {
      store.weights.put(stored)
      announce('weights', 'changed', describeWeights(stored))
    })
  } catch (error) {
    if (!before) rmSync(path, { force: true })
    throw error
  }
  return describeWeights(stored)
}

/** After the network and the hash, of which two files may share the beginning. */
function freeId({ store }: HostContext, { architecture, sha256 }: CopiedWeights): string {
  const short = `${architecture.id}-${sha256.slice(0, 8)}`
  return store.weights.isTaken(short) ? `${architecture.id}-${sha256}` : short
}
