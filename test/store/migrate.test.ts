import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Migration } from '../../src-main/store/migrate.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const newest = migrations.at(-1)?.version ?? 0

function open(path: string, steps?: readonly Migration[]): Database {
  const db = openDatabase(path, steps)
  onTestFinished(() => {
    db.close()
  })
  return db
}

const addColor: Migration = {
  version: newest + 1,
  name: 'colour of an experiment',
  up: (db) => db.exec("ALTER TABLE experiment ADD COLUMN color TEXT NOT NULL DEFAULT 'blue'"),
}
const failing: Migration = {
  version: newest + 1,
  name: 'half a step',
  up: (db) => {
    db.exec('CREATE TABLE half (id INTEGER) STRICT')
    throw new Error('no such column: colour')
  },
}

describe('migrate', () => {
  it('numbers the migrations from 1 without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
  })

  it('brings an empty file to the committed schema', async () => {
    const db = open(join(temporaryFolder(), 'store', 'test.db'))
    const statements = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').pluck().all()
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    await expect(`${statements.join(';\n\n')};\n`).toMatchFileSnapshot('schema.snap.sql')
  })

  it('opens with a write-ahead log, foreign keys and full synchronisation', () => {
    const db = open(join(temporaryFolder(), 'test.db'))
    const read = (name: string): unknown => db.pragma(name, { simple: true })
    expect([read('journal_mode'), read('foreign_keys'), read('synchronous')]).toEqual(['wal', 1, 2])
  })

  it('copies a file that holds data before it changes it, and keeps the rows', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(path)
    before.exec("INSERT INTO experiment VALUES (1, 'a', 'first', '{}', 1, 0)")
    before.close()
    const after = open(path, [...migrations, addColor])
    expect(after.prepare('SELECT name, color FROM experiment').all()).toEqual([{ name: 'first', color: 'blue' }])
    const copy = new Sqlite(`${path}.before-v${newest + 1}`, { readonly: true })
    onTestFinished(() => {
      copy.close()
    })
    expect(copy.pragma('user_version', { simple: true })).toBe(newest)
    expect(copy.prepare('SELECT name FROM experiment').pluck().all()).toEqual(['first'])
  })

  it('leaves the file as it was when a step fails, and names the copy', () => {
    const path = join(temporaryFolder(), 'test.db')
    openDatabase(path).close()
    expect(() => openDatabase(path, [...migrations, failing])).toThrow(
      expect.objectContaining({
        code: 'database',
        message: `The database could not be brought to version ${newest + 1} (half a step): no such column: colour.`,
        hint: expect.stringContaining('.before-v'),
      }),
    )
    const db = open(path)
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0)
  })

  it('refuses the file of a newer program and does not touch it', () => {
    const path = join(temporaryFolder(), 'test.db')
    openDatabase(path, [...migrations, addColor]).close()
    const bytes = readFileSync(path)
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({ code: 'database', hint: expect.stringMatching(/^Update the program/) }),
    )
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('says that a file is no database', () => {
    const path = join(temporaryFolder(), 'test.db')
    writeFileSync(path, 'not a database, but long enough to be looked at by SQLite as if it were one'.repeat(40))
    expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'database' }))
  })
})
