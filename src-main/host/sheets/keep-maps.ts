import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostContext } from '../context.ts'
import { hashOf, writeWhole } from '../explanation-files.ts'
import { relativePath } from '../services/describe.ts'
import { refuseOutdated } from '../services/refuse-outdated.ts'
import type { Cell } from './explain-cells.ts'
import type { SheetPlan } from './plan-sheet.ts'

/**
 * Writes the maps that were computed just now, all in one file, and their rows in one transaction: thousands of files,
 * each synced, would take longer than their maps. How many there were.
 */
export async function keepMaps(
  { store, workspace, journal, ...context }: HostContext,
  { evaluation }: Pick<SheetPlan, 'evaluation'>,
  cells: readonly Cell[],
): Promise<number> {
  const made = cells.flatMap(({ key, map, isNew }) => (map && isNew ? [{ key, ...map }] : []))
  if (made.length === 0) return 0
  const content = Buffer.concat(made.map(({ map }) => map))
  const name = `sheet-${hashOf(content).slice(0, 16)}.f32`
  const path = join(workspace.explanations, evaluation.run, String(evaluation.id), name)
  await writeWhole(path, content)
  const file = { path: relativePath({ workspace }, path), createdAt: context.now() }
  try {
    journal(() => {
      let offset = 0
      for (const { key, map, ...numbers } of made) {
        refuseOutdated({ store }, key.subject)
        const row = { ...numbers, ...file, offset, bytes: map.byteLength, sha256: hashOf(map) }
        store.explanations.putMap(key, row)
        offset += map.byteLength
      }
    })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  for (const cell of cells) cell.isNew = false
  return made.length
}
