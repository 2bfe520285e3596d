import type { createCollector } from './collect-series.ts'

/** A cell of a table, or a value of a JSON object. */
export type Cell = string | number | boolean | null
export type Row = readonly (readonly [column: string, cell: Cell])[]

const stepNames = [
  '_step',
  'step',
  'global_step',
  'trainer/global_step',
  'train/global_step',
  'iteration',
  'iter',
  'batch',
]
const epochNames = ['epoch', 'epochs', 'train/epoch']
/** In seconds since 1970. */
const timeNames = ['_timestamp', 'timestamp', 'wall time', 'wall_time']
/** Of the program that logs, not of the training. */
const passedOver = new Set(['_runtime', '_step', '_timestamp', 'created_at'])

interface RowsRead {
  readonly notes: string[]
  /** ms since 1970. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/**
 * Takes the values of rows that have a step or an epoch; an empty cell is none. Whole epochs from 0 on are counted from
 * 0, as Keras, Lightning and PyTorch loops do, so that after the first of them one epoch is done. Without steps, epochs
 * count. null where no row has either.
 */
export function readRows(rows: readonly Row[], collector: ReturnType<typeof createCollector>): RowsRead | null {
  const find = (row: Row, names: readonly string[]): number | null => {
    for (const name of names) {
      const value = numberOf(row.find(([column]) => column.toLowerCase() === name)?.[1] ?? null)
      if (value !== null) return value
    }
    return null
  }
  const found = rows.map((row) => ({
    row,
    step: find(row, stepNames),
    epoch: find(row, epochNames),
    at: find(row, timeNames),
  }))
  const epochs = found.flatMap(({ epoch }) => (epoch === null ? [] : [epoch]))
  const shift = epochs.includes(0) && epochs.every((epoch) => Number.isInteger(epoch)) ? 1 : 0
  let hasPlace = false
  let texts = new Set<string>()
  for (const { row, step, epoch } of found) {
    const done = epoch === null ? null : epoch + shift
    const place = step ?? done
    if (place === null) continue
    hasPlace = true
    for (const [column, cell] of row) {
      const name = column.toLowerCase()
      if (passedOver.has(name) || [stepNames, epochNames, timeNames].some((names) => names.includes(name))) continue
      const value = numberOf(cell)
      if (value !== null) collector.add(column, { step: Math.round(place), value, epoch: done })
      else if (typeof cell === 'string' && cell !== '' && texts.size < 20) texts = texts.add(column)
    }
  }
  if (!hasPlace) return null
  const times = found.flatMap(({ at }) => (at !== null && at > 1e8 && at < 1e11 ? [Math.round(at * 1000)] : []))
  return {
    notes: texts.size === 0 ? [] : [`No numbers, and left out: ${[...texts].join(', ')}.`],
    startedAt: times.reduce<number | null>((least, at) => Math.min(least ?? at, at), null),
    finishedAt: times.reduce<number | null>((most, at) => Math.max(most ?? at, at), null),
  }
}

function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'boolean') return Number(cell)
  if (cell === null || cell.trim() === '') return null
  if (/^[+-]?(?:nan|inf(?:inity)?)$/i.test(cell.trim())) return NaN
  const value = Number(cell)
  return Number.isNaN(value) ? null : value
}
