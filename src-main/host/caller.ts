import { statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fault } from '../contract/faults/index.ts'
import { AppError } from '../contract/wire.ts'

/** Who makes a call. */
export interface Caller {
  /** The folder below which the paths that it names must lie. null: it may name none. undefined: it may name any. */
  readonly dataRoot?: string | null
}

/** A path that a caller may read; with `within`, nothing that links lead to outside of that folder. */
export interface AllowedPath {
  readonly path: string
  readonly within?: string
}

/**
 * The path that a caller names, its links followed; relative ones start at the data folder. Throws `unauthorized` where
 * it lies outside, without telling whether there is something, and `invalid-input` where a relative one starts nowhere.
 */
export async function allowPath(given: string, { dataRoot }: Caller): Promise<AllowedPath> {
  if (dataRoot === undefined) {
    if (isAbsolute(given) && !given.includes('\0')) return { path: given }
    throw unclear(given)
  }
  if (dataRoot === null) {
    throw new AppError(
      'unauthorized',
      'From a browser, paths can be read below the data folder only: none was chosen.',
      {
        hint: 'Start the host with one: npm start -- --data-root <folder>, or adversarium serve --data-root <folder>. Or import in a terminal, which reads from anywhere.',
      },
    )
  }
  const within = await realpath(dataRoot).catch((error: Error) => {
    throw new AppError('not-found', `The data folder ${dataRoot} cannot be read.`, { hint: restart, cause: error })
  })
  const named = resolve(within, given)
  if (!isBelow(within, named) && !isBelow(resolve(dataRoot), named)) throw outside(given, dataRoot)
  const path = await realpath(named).catch(() => {
    throw fault('nothing-there', { path: named })
  })
  if (!isBelow(within, path)) throw outside(given, dataRoot)
  return { path, within }
}

/** A file that a caller has written, in a folder that is there; as {@link allowPath} reads it. */
export async function allowTarget(given: string, caller: Caller): Promise<string> {
  if (given.includes('\0')) throw unclear(given)
  return join((await allowPath(dirname(given), caller)).path, basename(given))
}

/** Absolute. Throws `invalid-input` where it is no folder. */
export function requireDataRoot(given: string): string {
  const path = resolve(given)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  throw new AppError('invalid-input', `--data-root must be a folder: got ${path}.`, { hint: 'Check the path.' })
}

/** Whether both are the same or `path` lies in `folder`; both absolute, without links. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const restart = 'Start the host with --data-root <folder> again.'

function outside(given: string, dataRoot: string): AppError {
  return new AppError('unauthorized', `${given} lies outside of the data folder ${dataRoot}.`, {
    hint: 'Put the data there, or start the host with another --data-root.',
  })
}

function unclear(given: string): AppError {
  return new AppError(
    'invalid-input',
    `A path must be absolute, without a zero character: got ${JSON.stringify(given)}.`,
    {
      hint: 'The program that asks may work in another folder than the host.',
    },
  )
}
