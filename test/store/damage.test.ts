import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppError } from '../../src-main/contract/wire.ts'
import { listCopies, makeCopy, restoreCopy } from '../../src-main/store/copies.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { finishReplacement } from '../../src-main/store/replace-database.ts'
import { salvageDatabase, type SalvagedTable } from '../../src-main/store/salvage.ts'
import { fillDatabase, filled, overwrite, overwritePage, leavesOf, snapshotFiles } from '../support/damage.ts'
import { readTables } from '../support/older-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const newest = migrations.at(-1)?.version as number

const refusalOf = (path: string): AppError => {
  try {
    openDatabase(path).close()
  } catch (error) {
    return error as AppError
  }
  throw new Error('It was opened.')
}
const count = (tables: readonly SalvagedTable[], name: string) => tables.find(({ table }) => table === name)
/** What lies in the database's folder; a connection that only read leaves an empty log. */
const namesBeside = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => !/-(wal|shm)$/.test(name))
    .toSorted()
const isSound = (path: string): void => {
  const db = openDatabase(path)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  db.close()
}

describe('a damaged database', () => {
  const damages: Record<string, (path: string) => void> = {
    'its header': (path) => overwrite(path, 0, 100),
    'a page of a table': (path) => overwritePage(path, leavesOf(path, 'metric').at(30) as number),
    'a page of an index': (path) => overwritePage(path, leavesOf(path, 'event_by_run').at(3) as number),
    'its end': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
    'its schema': (path) => overwrite(path, 100, 2000),
  }
  it.each(Object.entries(damages))('is refused, says what to do and stays as it is: %s', (_, damage) => {
    const path = fillDatabase(temporaryFolder(), newest)
    damage(path)
    const bytes = readFileSync(path)
    expect(refusalOf(path)).toMatchObject({
      code: 'database',
      message: expect.stringMatching(/^The database .* is damaged: .+\.$/),
      hint: expect.stringMatching(/workspace restore.*workspace salvage/),
    })
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('gives back all rows but those of the pages that are damaged, in the middle and at both ends of a table', () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const pages = leavesOf(path, 'metric')
    for (const page of [0, 40, 41, 90, pages.length - 1]) overwritePage(path, pages[page] as number)
    const events = leavesOf(path, 'event')
    overwritePage(path, events[10] as number)
    const before = readFileSync(path)
    const { tables, kept } = salvageDatabase(path)
    const perPage = filled.metrics / pages.length
    const metrics = count(tables, 'metric')
    expect(metrics?.saved).toBeGreaterThan(filled.metrics - 7 * perPage)
    expect(metrics?.saved).toBeLessThan(filled.metrics)
    // The index of the events is whole, so it is known how many there were.
    const event = count(tables, 'event')
    expect((event?.saved as number) + (event?.lost as number)).toBe(filled.events)
    expect(event?.lost).toBeGreaterThan(0)
    expect(event?.lost).toBeLessThan(60)
    expect(count(tables, 'prediction')).toEqual({ table: 'prediction', saved: filled.predictions, lost: 0 })
    expect(readFileSync(join(kept as string, 'adversarium.db')).equals(before)).toBe(true)
    isSound(path)
  })

  it('loses nothing with a damaged index', () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const before = readTables(path)
    for (const page of leavesOf(path, 'prediction_by_classes')) overwritePage(path, page)
    salvageDatabase(path)
    expect(readTables(path).get('prediction')).toEqual(before.get('prediction'))
    isSound(path)
  })

  it('loses nothing with a damaged header, whatever the version', () => {
    for (const version of [newest, 3]) {
      const path = version === newest ? fillDatabase(temporaryFolder(), newest) : oldDatabase(version)
      const before = readTables(path)
      overwrite(path, 0, 100)
      salvageDatabase(path)
      expect(new Map([...readTables(path)].map(([name, rows]) => [name, rows.length]))).toEqual(
        new Map([...before].map(([name, rows]) => [name, rows.length])),
      )
      const db = new Sqlite(path, { readonly: true })
      expect(db.pragma('user_version', { simple: true })).toBe(version)
      db.close()
      isSound(path)
    }
  })

  it('leaves out what belongs to a lost row', () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const db = new Sqlite(path)
    db.pragma('foreign_keys = OFF')
    db.exec("DELETE FROM run WHERE id = 'run-b'")
    db.close()
    const { tables } = salvageDatabase(path)
    expect(count(tables, 'metric')).toEqual({ table: 'metric', saved: filled.metrics / 2, lost: filled.metrics / 2 })
    isSound(path)
  })

  it('of which nothing can be read stays, and the copy is named', () => {
    const path = fillDatabase(temporaryFolder(), newest)
    overwrite(path, 0, 4096)
    const bytes = readFileSync(path)
    expect(() => salvageDatabase(path)).toThrow(
      expect.objectContaining({ code: 'database', hint: expect.stringContaining('workspace restore') }),
    )
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(namesBeside(path)).toEqual(['adversarium.db'])
  })
})

function oldDatabase(version: number): string {
  const path = join(temporaryFolder(), 'test.db')
  const db = openDatabase(
    path,
    migrations.filter((step) => step.version <= version),
  )
  db.exec("INSERT INTO experiment VALUES (1, 'a', 'first', '{}', 1, 0)")
  db.close()
  return path
}

describe('a damaged write-ahead log', () => {
  function killedWriter(transactions: number): string {
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    const db = openDatabase(path)
    onTestFinished(() => {
      db.close()
    })
    for (let i = 0; i < transactions; i++) db.exec(`INSERT INTO tag VALUES ('run-a', 'tag ${i}')`)
    const killed = join(folder, 'killed', 'adversarium.db')
    mkdirSync(dirname(killed))
    snapshotFiles(path, killed)
    return killed
  }
  const tagsIn = (path: string): number =>
    readTables(path)
      .get('tag')
      ?.filter(({ name }) => String(name).startsWith('tag ')).length ?? 0

  it('is whole after a kill, also where the last transaction was being written', () => {
    const path = killedWriter(20)
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 1000)
    openDatabase(path).close()
    expect(tagsIn(path)).toBe(19)
  })

  it('is refused with the number of transactions that are lost; what came before them can be salvaged', () => {
    const path = killedWriter(20)
    const frames = (statSync(`${path}-wal`).size - 32) / (24 + 4096)
    overwrite(`${path}-wal`, 32 + Math.floor(frames / 2) * (24 + 4096) + 500, 64)
    const refusal = refusalOf(path)
    const lost = Number(/its last (\d+) transactions/.exec(refusal.message)?.[1])
    expect(lost).toBeGreaterThan(5)
    expect(refusal.hint).toContain('workspace salvage')
    const { kept } = salvageDatabase(path)
    expect(tagsIn(path)).toBe(20 - lost)
    expect(readdirSync(kept as string).toSorted()).toEqual(['adversarium.db', 'adversarium.db-wal'])
    isSound(path)
  })

  it('is refused with a damaged header, which makes SQLite forget all of it', () => {
    const path = killedWriter(20)
    overwrite(`${path}-wal`, 0, 32)
    expect(refusalOf(path).message).toMatch(/its last \d+ transactions cannot be read/)
  })
})

describe('copies', () => {
  it('are made while another connection writes, are whole, and the newest three stay', async () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const db = openDatabase(path)
    onTestFinished(() => {
      db.close()
    })
    for (let i = 0; i < 5; i++) {
      db.exec(`INSERT INTO tag VALUES ('run-a', 'day ${i}')`)
      await makeCopy(path)
    }
    const copies = listCopies(path)
    expect(copies.map(({ name }) => name)).toEqual(['copy-000005.db', 'copy-000004.db', 'copy-000003.db'])
    expect(copies[0]).toMatchObject({ version: newest, bytes: expect.any(Number) })
    expect(readTables(copies[0]?.path as string)).toEqual(readTables(path))
    expect(readdirSync(join(dirname(path), 'copies'))).toHaveLength(3)
  })

  it('are not made of a damaged database, and the sound ones stay', async () => {
    const path = fillDatabase(temporaryFolder(), newest)
    await makeCopy(path)
    overwritePage(path, leavesOf(path, 'metric').at(30) as number)
    await expect(makeCopy(path)).rejects.toMatchObject({ code: 'database' })
    expect(readdirSync(join(dirname(path), 'copies'))).toEqual(['copy-000001.db'])
  })

  it('come back in the place of a damaged or vanished database', async () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const rows = readTables(path)
    await makeCopy(path)
    overwrite(path, 0, 100)
    const { copy, kept } = restoreCopy(path, null)
    expect(copy.name).toBe('copy-000001.db')
    expect(existsSync(join(kept as string, 'adversarium.db'))).toBe(true)
    expect(readTables(path)).toEqual(rows)
    rmSync(path)
    expect(refusalOf(path)).toMatchObject({
      message: expect.stringMatching(/is gone, but the workspace holds 1 copies/),
    })
    expect(restoreCopy(path, 'copy-000001.db').kept).toBeNull()
    isSound(path)
  })

  it('that are damaged themselves are refused, and nothing is changed', async () => {
    const path = fillDatabase(temporaryFolder(), newest)
    const { path: copy } = await makeCopy(path)
    overwritePage(copy, leavesOf(copy, 'metric').at(30) as number)
    const bytes = readFileSync(path)
    expect(() => restoreCopy(path, null)).toThrow(expect.objectContaining({ code: 'database' }))
    expect(() => restoreCopy(path, 'copy-9.db')).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(namesBeside(path)).toEqual(['adversarium.db', 'copies'])
  })
})

describe('finishReplacement', () => {
  it('ends what a killed process began, and never reads a database with the log of another one', () => {
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    writeFileSync(`${path}.restored`, readFileSync(path))
    writeFileSync(`${path}-wal`, 'of another')
    writeFileSync(path, 'damaged')
    writeFileSync(`${path}.replacing`, 'adversarium.db.restored')
    finishReplacement(path)
    isSound(path)
    // Killed before there was anything whole.
    writeFileSync(`${path}.salvaged`, 'half')
    // Killed after the renaming: what lies beside the new file is its own.
    writeFileSync(`${path}.replacing`, 'adversarium.db.restored')
    const rows = readTables(path)
    finishReplacement(path)
    expect(readTables(path)).toEqual(rows)
    expect(namesBeside(path)).toEqual(['adversarium.db'])
  })
})
