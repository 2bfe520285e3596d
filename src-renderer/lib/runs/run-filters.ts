import { percentDigits } from '../format.ts'
import type { RunRow } from './run-rows.ts'
import { isActive } from '../../../src-main/contract/index.ts'

/** A run passes when one of the values is its own, or when its figure is on the right side of the bound. */
export type RunFilter =
  | { readonly field: ValueField; readonly values: readonly string[] }
  | { readonly field: FigureField; readonly side: '>=' | '<='; readonly bound: number }

const valueFields = ['state', 'architecture', 'objective', 'dataset', 'experiment', 'tag', 'archived'] as const
const figureFields = ['clean', 'robust', 'gap'] as const
type ValueField = (typeof valueFields)[number]
type FigureField = (typeof figureFields)[number]
export type FilterField = ValueField | FigureField

export const filterFields: readonly FilterField[] = [...valueFields, ...figureFields]
export const isFigureField = (field: FilterField): field is FigureField =>
  (figureFields as readonly string[]).includes(field)

/** What the list shows before anyone filters. */
export const firstFilters: readonly RunFilter[] = [{ field: 'archived', values: ['no'] }]

/** The values of a row that a filter of this field looks at. */
export function valuesOf({ run, ...row }: RunRow, field: ValueField): readonly string[] {
  switch (field) {
    case 'state':
      return [run.state]
    case 'tag':
      return run.tags
    case 'archived':
      return [run.isArchived ? 'yes' : 'no']
    default:
      return [row[field]]
  }
}

const figureOf = ({ accuracies }: RunRow, field: FigureField): number | null =>
  field === 'gap' ? accuracies.gap : (accuracies[field]?.value ?? null)

/** Rows that pass every filter and hold every word of the text in name, tags, note or experiment. */
export function filterRows(rows: readonly RunRow[], filters: readonly RunFilter[], text: string): RunRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => filters.every((filter) => passes(row, filter)) && hasWords(row, words))
}

/** A run that is not finished has no last word yet, so a bound keeps it. */
function passes(row: RunRow, filter: RunFilter): boolean {
  if ('values' in filter) return valuesOf(row, filter.field).some((value) => filter.values.includes(value))
  if (isActive(row.run.state)) return true
  const figure = figureOf(row, filter.field)
  return figure !== null && (filter.side === '>=' ? figure >= filter.bound : figure <= filter.bound)
}

function hasWords({ run, experiment }: RunRow, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const all = [run.name, experiment, run.note, ...run.tags].join(' ').toLowerCase()
  return words.every((word) => all.includes(word))
}

/** What a chip says before and in bold. */
export function filterWords(filter: RunFilter): { subject: string; value: string; rest: string } {
  if ('values' in filter) return { subject: `${filter.field} is`, value: filter.values.join(' or '), rest: '' }
  const subject = filter.field === 'gap' ? 'gap' : `${filter.field} accuracy`
  return {
    subject: `${subject} ${filter.side === '>=' ? '≥' : '≤'}`,
    value: `${percentDigits(filter.bound)} ${filter.field === 'gap' ? 'pp' : '%'}`,
    rest: 'or unfinished',
  }
}

/** For the address: `state:done|failed`, `clean:>=0.6`. */
export function formatFilter(filter: RunFilter): string {
  if (!('values' in filter)) return `${filter.field}:${filter.side}${filter.bound}`
  return `${filter.field}:${filter.values.map((value) => value.replaceAll('%', '%25').replaceAll('|', '%7C')).join('|')}`
}

/** Null where the text names no filter: an address may be old or mistyped. */
export function parseFilter(text: string): RunFilter | null {
  const [, name, rest] = /^(\w+):(.+)$/s.exec(text) ?? []
  const field = filterFields.find((known) => known === name)
  if (field === undefined || rest === undefined) return null
  if (!isFigureField(field)) {
    return { field, values: rest.split('|').map((value) => value.replaceAll('%7C', '|').replaceAll('%25', '%')) }
  }
  const [, side, bound] = /^(>=|<=)(-?[\d.]+)$/.exec(rest) ?? []
  const number = Number(bound)
  return bound === undefined || !Number.isFinite(number)
    ? null
    : { field, side: side === '<=' ? '<=' : '>=', bound: number }
}
