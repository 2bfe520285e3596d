import { hash } from 'node:crypto'
import type { FoundRun } from './found-run.ts'
import type { Cell } from './read-rows.ts'
import { readText } from './read-text.ts'
import { runOfRows } from './run-of-rows.ts'
import { nameOf } from './table-file.ts'

/**
 * A run of a file with one JSON object a line, or a list of them: the history that W&B's API gives (`_step`,
 * `_timestamp`), or a log of one's own with a step or an epoch. A last line that is cut off is left out and told; null
 * where the file is something else.
 */
export function readJsonHistory(path: string): FoundRun | null {
  const text = readText(path)
  const { rows, isCutOff } = parseRows(text)
  const [first] = rows
  if (first === undefined) return null
  const notes = isCutOff ? ['The last line is cut off and left out.'] : []
  return runOfRows(
    { source: 'history', path, sha256: hash('sha256', text) },
    { name: nameOf(path), rows: rows.map((row) => flatten(row)), first, notes },
  )
}

function parseRows(text: string): { rows: object[]; isCutOff: boolean } {
  if (text.trimStart().startsWith('[')) {
    const all = parse(text)
    return { rows: Array.isArray(all) ? all.filter(isObject) : [], isCutOff: false }
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const parsed = lines.map(parse)
  const isCutOff = parsed.length > 1 && parsed.at(-1) === undefined
  const whole = isCutOff ? parsed.slice(0, -1) : parsed
  return { rows: whole.every(isObject) ? whole : [], isCutOff }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Objects within objects by their path, as W&B writes it: `pgd.accuracy`. Lists and deeper ones are left out. */
export function flatten(row: object, depth = 0): [string, Cell][] {
  return Object.entries(row).flatMap(([key, value]: [string, unknown]): [string, Cell][] => {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return [[key, value as Cell]]
    if (!isObject(value) || depth >= 4 || '_type' in value) return []
    return flatten(value, depth + 1).map(([inner, cell]) => [`${key}.${inner}`, cell])
  })
}
