import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { readTables, writeOlderWorkspace } from '../support/older-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { startHost } from '../support/test-host.ts'

const versions = migrations.map(({ version }) => version)
const newest = versions.at(-1) as number

/** Tables that a later migration dropped, since no program had written to them. */
const neverWritten = ['explanation', 'weight_file']

/** A row as the newest version has it. */
function asNow(table: string, row: Record<string, unknown>): Record<string, unknown> {
  if (table === 'saved_view') return { ...row, id: String(row['id']) }
  if (table !== 'robustness_check' || !('passed' in row)) return row
  const { passed, ...rest } = row
  return { ...rest, verdict: passed === 1 ? 'passed' : 'suspicious' }
}

const text = (row: object): string => JSON.stringify(row)

describe('a workspace of an older version', () => {
  it('has a fixture for every version', () => {
    const missing = versions.filter(
      (version) => !existsSync(join(import.meta.dirname, `../fixtures/workspaces/v${version}.sql`)),
    )
    expect(missing, 'node test/fixtures/workspaces/write-dumps.ts writes them').toEqual([])
  })

  it.each(versions)('of version %i is upgraded: every row stays, and a copy of what was', (version) => {
    const path = writeOlderWorkspace(temporaryFolder(), version)
    const before = readTables(path)
    openDatabase(path).close()
    const after = readTables(path)
    for (const [table, rows] of before) {
      if (rows.length === 0 && neverWritten.includes(table)) continue
      const expected = rows.map((row) => asNow(table, row))
      const now = (after.get(table) ?? []).map((row) =>
        text(Object.fromEntries(Object.keys(expected[0] ?? {}).map((column) => [column, row[column]]))),
      )
      expect(now, table).toEqual(expect.arrayContaining(expected.map(text)))
    }
    const db = new Sqlite(path, { readonly: true })
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    db.close()
    const copy = `${path}.before-v${version + 1}`
    expect(existsSync(copy)).toBe(version < newest)
    if (version < newest) expect(readTables(copy)).toEqual(before)
  })

  it.each(versions.filter((version) => version === 1 || version === newest - 1))(
    'of version %i opens in the host: runs, series, predictions and the queue are there',
    async (version) => {
      const folder = temporaryFolder()
      writeOlderWorkspace(folder, version)
      const { client } = await startHost(folder)
      const runs = await client.runs.list({})
      expect(runs.find(({ id }) => id === 'run-a')).toMatchObject({
        name: 'base',
        state: 'done',
        tags: ['größer', 'thesis'],
      })
      // It was running when the older program ended.
      expect(runs.find(({ id }) => id === 'run-b')?.state).toBe('interrupted')
      const series = await client.runs.metrics({ id: 'run-a', names: ['train-loss'] })
      expect(series).toHaveLength(40)
      const [evaluation] = await client.evaluations.list({ runs: ['run-a'] })
      expect(evaluation).toMatchObject({ state: 'done', n: 10, correct: 9 })
    },
  )
})
