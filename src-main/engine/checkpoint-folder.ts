import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainingState } from '../core/training/state.ts'
import type { CheckpointFile } from './protocol.ts'

type Kind = CheckpointFile['kind']
type Place = Pick<TrainingState, 'step' | 'epoch'>

/**
 * `last-000000120-000003.safetensors`: by step, then measured epochs: a measurement that is made up for comes after
 * the same step, and its file must not take the place of the recorded one. Files of earlier versions lack the epoch.
 */
export function checkpointName(kind: Kind, { step, epoch }: Place): string {
  return `${kind}-${String(step).padStart(9, '0')}-${String(epoch).padStart(6, '0')}.safetensors`
}

/** The newest checkpoint of a kind in a folder, or null. */
export function newestCheckpoint(folder: string, kind: Kind): string | null {
  const newest = finishedIn(folder, kind).at(-1)
  return newest === undefined ? null : join(folder, newest)
}

/** Removes all but this file and the newest before it, and what a crash left half-written. */
export function removeOlder(folder: string, kind: Kind, newest: string): void {
  const older = finishedIn(folder, kind).filter((name) => name !== newest)
  const unfinished = readdirSync(folder).filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.tmp'))
  for (const name of [...older.slice(0, -1), ...unfinished]) rmSync(join(folder, name), { force: true })
}

/** Removes what was written past the recorded checkpoint, all where none is: the host died before it recorded that. */
export function discardUnrecorded(folder: string, recorded: Place | null): void {
  for (const name of finishedIn(folder)) {
    const [, step, epoch] = /-(\d+)(?:-(\d+))?\.safetensors$/.exec(name) ?? []
    const isNewer =
      recorded === null ||
      Number(step) > recorded.step ||
      (Number(step) === recorded.step && Number(epoch ?? 0) > recorded.epoch)
    if (isNewer) rmSync(join(folder, name), { force: true })
  }
}

/** Names of whole checkpoints, oldest first. */
function finishedIn(folder: string, kind: Kind | null = null): string[] {
  const pattern = new RegExp(`^${kind ?? '(?:last|best)'}-\\d+(?:-\\d+)?\\.safetensors$`)
  return readNames(folder)
    .filter((name) => pattern.test(name))
    .toSorted()
}

/** None where the folder is not there yet. */
function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
