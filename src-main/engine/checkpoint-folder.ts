import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CheckpointKind } from '../contract/runs.ts'
import type { TrainingState } from '../core/training/state.ts'

type Place = Pick<TrainingState, 'step' | 'epoch'>

/**
 * `last-000000120-000003.safetensors`: by step, then measured epochs: a measurement that is made up for comes after
 * the same step, and its file must not take the place of the recorded one. Files of earlier versions lack the epoch.
 */
export function checkpointName(kind: CheckpointKind, { step, epoch }: Place): string {
  return `${kind}-${String(step).padStart(9, '0')}-${String(epoch).padStart(6, '0')}.safetensors`
}

/** The newest checkpoint of a kind in a folder, or null. */
export function newestCheckpoint(folder: string, kind: CheckpointKind): string | null {
  const newest = finishedIn(folder, kind).at(-1)
  return newest === undefined ? null : join(folder, newest)
}

/**
 * Removes what was written past the recorded checkpoint, all where none is (the host died before it recorded that), and
 * what a crash left half-written.
 */
export function discardUnrecorded(folder: string, recorded: Place | null): void {
  for (const name of readNames(folder).filter(isUnfinished)) rmSync(join(folder, name), { force: true })
  for (const name of finishedIn(folder)) {
    const [, step, epoch] = /-(\d+)(?:-(\d+))?\.safetensors$/.exec(name) ?? []
    const isNewer =
      recorded === null ||
      Number(step) > recorded.step ||
      (Number(step) === recorded.step && Number(epoch ?? 0) > recorded.epoch)
    if (isNewer) rmSync(join(folder, name), { force: true })
  }
}

const anyKind = `(?:${CheckpointKind.options.join('|')})`
const isUnfinished = (name: string): boolean => new RegExp(`^${anyKind}-\\d.*\\.tmp$`).test(name)

/** Names of whole checkpoints, of a kind from the oldest to the newest. */
function finishedIn(folder: string, kind: CheckpointKind | null = null): string[] {
  const pattern = new RegExp(`^${kind ?? anyKind}-\\d+(?:-\\d+)?\\.safetensors$`)
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
