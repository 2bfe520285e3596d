import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointName, discardUnrecorded, newestCheckpoint } from '../../src-main/engine/checkpoint-folder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function folderWith(...names: string[]): string {
  const folder = temporaryFolder()
  for (const name of names) writeFileSync(join(folder, name), name)
  return folder
}
const left = (folder: string): string[] => readdirSync(folder).toSorted()
const last = (step: number, epoch: number): string => checkpointName('last', { step, epoch })
const best = (step: number, epoch: number): string => checkpointName('best', { step, epoch })

describe('the folder of checkpoints', () => {
  it('names files in the order of steps, then of measured epochs', () => {
    const names = [last(8, 1), last(8, 2), last(12, 2), last(100, 12)]
    expect(names.toSorted()).toEqual(names)
    expect(names[0]).toBe('last-000000008-000001.safetensors')
  })

  it('discards what was written past the recorded checkpoint, also at the same step, and what is not whole', () => {
    const folder = folderWith(last(4, 1), last(8, 1), last(8, 2), best(4, 1), best(8, 2), last(12, 2))
    const half = `${last(8, 1)}.77.tmp`
    const kept = [checkpointName('epoch', { step: 8, epoch: 1 }), checkpointName('best-robust', { step: 4, epoch: 1 })]
    for (const name of [half, ...kept]) writeFileSync(join(folder, name), name)
    writeFileSync(join(folder, checkpointName('best-clean', { step: 12, epoch: 3 })), '')
    discardUnrecorded(folder, { step: 8, epoch: 1 })
    expect(left(folder)).toEqual([best(4, 1), last(4, 1), last(8, 1), ...kept].toSorted())
    discardUnrecorded(folder, null)
    expect(left(folder)).toEqual([])
  })

  it('takes files without an epoch in their names, of earlier versions, and leaves all others alone', () => {
    const old = ['best-000000004.safetensors', 'last-000000008.safetensors', 'last-000000012.safetensors']
    const others = ['last.txt', 'origin.safetensors']
    const folder = folderWith(...old, ...others)
    discardUnrecorded(folder, { step: 8, epoch: 2 })
    expect(left(folder)).toEqual([...old.slice(0, 2), ...others].toSorted())
    expect(newestCheckpoint(folder, 'best')).toBe(join(folder, 'best-000000004.safetensors'))
    writeFileSync(join(folder, best(8, 2)), '')
    expect(newestCheckpoint(folder, 'best')).toBe(join(folder, best(8, 2)))
  })

  it('is empty where it is not there yet', () => {
    const nowhere = join(temporaryFolder(), 'none')
    discardUnrecorded(nowhere, null)
    expect(newestCheckpoint(nowhere, 'last')).toBeNull()
  })
})
