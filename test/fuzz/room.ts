import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { canary } from './judge.ts'

/** A folder that stands for the whole machine: a process under test has its home, its data and its workspace in it. */
export interface Room {
  readonly folder: string
  readonly cwd: string
  /** Where cases lie as files. */
  readonly cases: string
}

const root = resolve(import.meta.dirname, '../..')

export function makeRoom(folder: string): Room {
  // Deep, so that a few `..` still end within.
  const cwd = join(folder, 'cwd/1/2/3/4/5/6/7')
  const cases = join(folder, 'cases')
  for (const path of [
    cwd,
    cases,
    ...['home', 'tmp', 'data', 'outside', 'workspace', 'program/resources'].map((name) => join(folder, name)),
  ]) {
    mkdirSync(path, { recursive: true })
  }
  for (const name of ['package.json', 'resources/presets', 'resources/weights', 'out/renderer', 'out/main']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, 'program', name), { recursive: true })
  }
  // A build finds its libraries above itself; its engine is none, since nothing of this is to compute.
  symlinkSync(join(root, 'node_modules'), join(folder, 'program/node_modules'))
  mkdirSync(join(folder, 'program/out/main'), { recursive: true })
  writeFileSync(join(folder, 'program/out/main/engine.cjs'), '')
  const index = join(folder, 'program/out/renderer/index.html')
  mkdirSync(dirname(index), { recursive: true })
  if (!existsSync(index)) writeFileSync(index, '<!doctype html>')
  for (const name of ['outside', 'home', 'program', 'program/out'])
    writeFileSync(join(folder, name, 'canary.txt'), canary)
  return { folder, cwd, cases }
}

export function environmentIn({ folder }: Room): Record<string, string> {
  const home = join(folder, 'home')
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: join(folder, 'tmp'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
  }
}

export function removeRoom({ folder }: Room): void {
  rmSync(folder, { recursive: true, force: true })
}

/** What a process may change: its workspace, the cases that the fuzzer itself writes, and one folder for exports. */
const allowed = ['workspace', 'cases', 'exports']

/** Everything of the room that nobody may touch, as text that changes when anything does. */
export function surroundingsOf({ folder }: Room): string[] {
  const found: string[] = []
  const list = (path: string): void => {
    for (const name of readdirSync(path).toSorted()) {
      const full = join(path, name)
      const place = relative(folder, full)
      if (allowed.includes(place)) continue
      const { mode, size, mtimeMs } = lstatSync(full)
      found.push(`${place} ${mode} ${size} ${mtimeMs}`)
      if (lstatSync(full).isDirectory()) list(full)
    }
  }
  list(folder)
  return found
}

/** Names that hostile paths lead to, at every place above the room. */
export function findEscaped({ folder }: Room): string[] {
  const places = [dirname(folder), dirname(dirname(folder)), '/', '/tmp', root, process.cwd()]
  return [...new Set(places)].flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.startsWith('fuzz-outside'))
      .map((name) => join(place, name)),
  )
}
