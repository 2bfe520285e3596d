import {
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { fault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { findDamage } from './find-damage.ts'
import { replaceDatabase, unfinished } from './replace-database.ts'

/** A whole copy of a workspace's database. */
export interface DatabaseCopy {
  /** Its file's name, by which it is restored. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** When it was made, by the clock of then (ms since 1970). */
  readonly madeAt: number
  /** The version of the program's database that it holds; 0 where its header cannot be read. */
  readonly version: number
}

/** Daily copies that are kept; beside them those of the last two upgrades. */
const keptDaily = 3
const keptUpgrades = 2

/** Where daily copies lie. */
export const copiesFolder = (path: string): string => join(dirname(path), 'copies')

/** Newest first. Copies are ordered by their number and version, not by time: clocks jump. */
export function listCopies(path: string): DatabaseCopy[] {
  const daily = namesIn(copiesFolder(path), /^copy-(\d+)\.db$/)
  const upgrades = namesIn(dirname(path), new RegExp(`^${basename(path).replaceAll('.', '\\.')}\\.before-v(\\d+)$`))
  // An upgrade's copy is the last that was made of its version.
  return [...daily, ...upgrades]
    .map(({ path: file }) => describe(file))
    .toSorted((a, b) => b.version - a.version || Number(isDaily(a)) - Number(isDaily(b)) || numberOf(b) - numberOf(a))
}

/**
 * Makes the next daily copy through SQLite, while others write, and looks it through before it counts; then the oldest
 * is removed. Throws `database-damaged` where the copy is damaged, as the database must then be; older ones stay.
 */
export async function makeCopy(path: string): Promise<DatabaseCopy> {
  const folder = copiesFolder(path)
  mkdirSync(folder, { recursive: true })
  const daily = namesIn(folder, /^copy-(\d+)\.db$/)
  const copy = join(folder, `copy-${String((daily[0]?.number ?? 0) + 1).padStart(6, '0')}.db`)
  const growing = `${copy}.tmp`
  try {
    removeUnfinishedCopies(path)
    await copyThroughSqlite(path, growing)
    const damage = damageOf(growing)
    if (damage !== null) throw fault('database-damaged', { path, reason: damage })
    renameSync(growing, copy)
  } catch (error) {
    rmSync(growing, { force: true })
    throw error
  }
  prune(path)
  return describe(copy)
}

/** Removes what copies that were ended in their midst left behind. Nobody may be copying. */
export function removeUnfinishedCopies(path: string): void {
  for (const growing of namesIn(copiesFolder(path), /^copy-(\d+)\.db\.tmp(?:-\w+)?$/))
    rmSync(growing.path, { force: true })
}

/** Puts a copy in the place of the database; null: the newest. Returns it, and where the replaced files are kept. */
export function restoreCopy(path: string, name: string | null): { copy: DatabaseCopy; kept: string | null } {
  const copies = listCopies(path)
  const copy = name === null ? copies[0] : copies.find((candidate) => candidate.name === name)
  if (!copy) throw fault('no-copy', { folder: dirname(path), named: name === null ? '' : ` called ${name}` })
  const ready = path + unfinished.restored
  try {
    copyFileSync(copy.path, ready, constants.COPYFILE_FICLONE)
    const damage = damageOf(ready)
    if (damage !== null) throw fault('copy-damaged', { name: copy.name, reason: damage })
    return { copy, kept: replaceDatabase(path, ready) }
  } catch (error) {
    rmSync(ready, { force: true })
    throw asFileFault(error)
  }
}

/** The newest upgrade's copies stay, and the newest daily ones. */
export function prune(path: string): void {
  const copies = listCopies(path)
  const older = [
    ...copies.filter(isDaily).slice(keptDaily),
    ...copies.filter((copy) => !isDaily(copy)).slice(keptUpgrades),
  ]
  for (const copy of older) rmSync(copy.path, { force: true })
}

/** One step for all pages: between two, the writer would make it begin anew. */
async function copyThroughSqlite(path: string, to: string): Promise<void> {
  const source = new Sqlite(path, { readonly: true })
  try {
    await source.backup(to, { progress: () => 0x7fff_ffff })
  } finally {
    source.close()
  }
}

/** As {@link findDamage}; what the look at a copy leaves beside it goes. */
function damageOf(path: string): string | null {
  const db = new Sqlite(path)
  try {
    const damage = findDamage(db)
    // A copy is one file: restored, it must not need a log beside it.
    if (damage === null) db.pragma('journal_mode = DELETE')
    return damage
  } finally {
    db.close()
  }
}

const isDaily = ({ name }: DatabaseCopy): boolean => name.startsWith('copy-')
const numberOf = ({ name }: DatabaseCopy): number => Number(/\d+/.exec(name.replace(/^.*before-/, ''))?.[0] ?? 0)

function namesIn(folder: string, pattern: RegExp): { path: string; number: number }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .flatMap((name) => {
      const number = pattern.exec(name)?.[1]
      return number === undefined ? [] : [{ path: join(folder, name), number: Number(number) }]
    })
    .toSorted((a, b) => b.number - a.number)
}

function describe(path: string): DatabaseCopy {
  const { size, mtimeMs } = statSync(path)
  return { name: basename(path), path, bytes: size, madeAt: Math.round(mtimeMs), version: versionOf(path) }
}

/** `user_version` from the file's header (https://www.sqlite.org/fileformat2.html#the_database_header). */
export function versionOf(path: string): number {
  const header = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readUInt32BE(60) : 0
}
