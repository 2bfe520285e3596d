import { appendFileSync, mkdirSync, openSync, readSync, closeSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLine } from '../contract/system.ts'

export type LogLevel = LogLine['level']

export interface Log {
  write(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void
  /** Hears every line after it was written. */
  onLine(listener: (line: string) => void): void
}

const keptFiles = 4
/** What an engine prints may have no end. */
const mostCharacters = 20_000

/** The file of this age in a log's folder, 0 the one that is written. */
const fileOf = (folder: string, age: number): string => join(folder, age === 0 ? 'host.log' : `host.${age}.log`)

/** From the newest to the oldest. */
export const logFiles = (folder: string): string[] => Array.from({ length: keptFiles }, (_, age) => fileOf(folder, age))

/**
 * JSON lines in `<folder>/host.log`; when the file is full it becomes `host.1.log`, and so on up to the oldest that is
 * kept. A log that cannot be written stops nothing.
 */
export function createLog(folder: string, maxBytes = 5_000_000): Log {
  const newest = fileOf(folder, 0)
  let listener: ((line: string) => void) | null = null
  let isTelling = false
  mkdirSync(folder, { recursive: true })
  let bytes = sizeOf(newest)
  // A program that died while it wrote left half a line: it must not swallow the next one.
  let start = bytes > 0 && lastByte(newest, bytes) !== '\n' ? '\n' : ''

  const rotate = (): void => {
    for (let age = keptFiles - 1; age > 0; age--) moveIfThere(fileOf(folder, age - 1), fileOf(folder, age))
    bytes = 0
  }
  /** A listener that itself logs is not told of that. */
  const tell = (line: string): void => {
    if (isTelling) return
    isTelling = true
    try {
      listener?.(line)
    } finally {
      isTelling = false
    }
  }
  return {
    write(level, message, details = {}) {
      const line = `${JSON.stringify({ at: new Date().toISOString(), level, message: cut(message), ...plain(details) })}\n`
      try {
        if (bytes > 0 && bytes + Buffer.byteLength(line) > maxBytes) rotate()
        appendFileSync(newest, `${start}${line}`, { mode: 0o600 })
        bytes += Buffer.byteLength(line)
        start = ''
      } catch (error) {
        process.stderr.write(`The log cannot be written (${(error as Error).message}): ${line}`)
      }
      tell(line)
    },
    onLine(tellLine) {
      listener = tellLine
    },
  }
}

/** Errors have no own enumerable fields: without this, JSON shows `{}`. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      shorten(value instanceof Error ? (value.stack ?? value.message) : value),
    ]),
  )
}

const shorten = (value: unknown): unknown => (typeof value === 'string' ? cut(value) : value)

function cut(text: string): string {
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters)} … (${text.length - mostCharacters} characters more)`
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function lastByte(path: string, bytes: number): string {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(1)
    readSync(file, buffer, 0, 1, bytes - 1)
    return buffer.toString()
  } finally {
    closeSync(file)
  }
}

function moveIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
