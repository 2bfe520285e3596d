import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export interface Log {
  write(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void
}

const keptFiles = 4

/**
 * JSON lines in `<folder>/host.log`; when the file is full it becomes `host.1.log`, and so on up to the oldest that is
 * kept. A log that cannot be written stops nothing.
 */
export function createLog(folder: string, maxBytes = 5_000_000): Log {
  const fileOf = (age: number): string => join(folder, age === 0 ? 'host.log' : `host.${age}.log`)
  mkdirSync(folder, { recursive: true })
  let bytes = sizeOf(fileOf(0))

  const rotate = (): void => {
    for (let age = keptFiles - 1; age > 0; age--) moveIfThere(fileOf(age - 1), fileOf(age))
    bytes = 0
  }
  return {
    write(level, message, details = {}) {
      const line = `${JSON.stringify({ at: new Date().toISOString(), level, message, ...plain(details) })}\n`
      try {
        if (bytes > 0 && bytes + line.length > maxBytes) rotate()
        appendFileSync(fileOf(0), line, { mode: 0o600 })
        bytes += Buffer.byteLength(line)
      } catch (error) {
        process.stderr.write(`The log cannot be written (${(error as Error).message}): ${line}`)
      }
    },
  }
}

/** Errors have no own enumerable fields: without this, JSON shows `{}`. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  )
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function moveIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
