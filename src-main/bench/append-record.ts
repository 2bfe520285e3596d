import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Adds a line to a file of JSON lines, which need not be there yet. */
export function appendRecord(file: string, record: object): void {
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}
