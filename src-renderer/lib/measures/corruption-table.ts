import { seenInWords, type CorruptionRun } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { count, percentDigits } from '../format.ts'
import { inFull, measuredCell, nothing, type MeasureCell, type MeasureTable } from './measure-table.ts'

const knownErrors = (run: CorruptionRun, at: number): number[] =>
  (run.types[at]?.severities ?? []).filter((error) => error !== null)
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Types that at least one of them was evaluated under. */
const typesOf = (runs: readonly CorruptionRun[]): { title: string; id: string; at: number }[] =>
  (runs[0]?.types ?? []).flatMap(({ id, title }, at) =>
    runs.some((run) => knownErrors(run, at).length > 0) ? [{ id, title, at }] : [],
  )

export const isCorrupted = (runs: readonly CorruptionRun[]): boolean => typesOf(runs).length > 0

/** What of a run's training showed the family of a corruption; empty where nothing did. */
export type SeenOf = (run: string, corruption: string) => readonly string[]

/** A row a corruption, a column a run: its mean error, and its CE against the baseline; then the means over types. */
export function corruptionTable(
  runs: readonly CorruptionRun[],
  baseline: string | null,
  seenOf: SeenOf = () => [],
): MeasureTable {
  const total = (title: string, cell: (run: CorruptionRun) => MeasureCell) => ({
    ...{ key: title, title, isTotal: true },
    cells: runs.map(cell),
  })
  const relative = (cell: (run: CorruptionRun) => MeasureCell) => (run: CorruptionRun) =>
    run.run === baseline ? { text: '100', note: 'baseline' } : cell(run)
  return {
    heading: 'Corruption',
    columns: runs.map(({ run, name }) => ({ title: name, sub: baseline === null ? 'error %' : 'error %, CE', run })),
    rows: [
      ...typesOf(runs).map(({ id, title, at }) => ({
        ...{ key: id, title },
        cells: runs.map((run) => withSeen(typeCell(run, at), seenOf(run.run, id))),
      })),
      total('Mean error', (run) => withTypes(measuredCell(run.meanError), run.measured, run.n)),
      total('Retained accuracy', (run) => withTypes(measuredCell(run.retained), run.measured, run.retainedN)),
      ...(baseline === null
        ? []
        : [
            total(
              'mCE',
              relative((run) => withTypes(measuredCell(run.mce), run.compared, run.sharedN)),
            ),
            total(
              'Relative mCE',
              relative((run) => withTypes(measuredCell(run.relativeMce), run.compared, run.relativeN)),
            ),
          ]),
    ],
  }
}

function typeCell(run: CorruptionRun, at: number): MeasureCell {
  const known = knownErrors(run, at)
  if (known.length === 0) return nothing
  const ce = run.types[at]?.ce ?? null
  const severities = (run.types[at]?.severities ?? []).map((error) => (error === null ? '–' : percentDigits(error)))
  return {
    text: percentDigits(meanOf(known)),
    note: known.length < 5 ? `${known.length} of 5 severities` : ce === null ? '' : `CE ${percentDigits(ce)}`,
    title: `Error at severities 1 to 5: ${severities.join(', ')} %`,
  }
}

const withSeen = (cell: MeasureCell, by: readonly string[]): MeasureCell =>
  by.length === 0
    ? cell
    : {
        ...cell,
        note: `${cell.note ?? ''} seen`.trim(),
        title: [cell.title, seenInWords(by)].filter(Boolean).join('\n'),
      }

/** It is a mean of fewer than the 15 types, and says so. */
const withTypes = (cell: MeasureCell, types: number, n: number): MeasureCell =>
  types === 0 || cell === nothing
    ? cell
    : { ...cell, title: `${cell.title ?? ''}, over ${types} of 15 types, n = ${count(n)}`, note: noteOf(cell, types) }

const noteOf = ({ note = '' }: MeasureCell, types: number): string =>
  types === 15 ? note : `${note} ${types} of 15 types`.trim()

/** A row for each run and corruption, and for its means; fractions. */
export function plainCorruptions(runs: readonly CorruptionRun[], seenOf: SeenOf = () => []): TextTable {
  const severities = ['1', '2', '3', '4', '5'].map((severity) => `error at ${severity}`)
  return {
    columns: [
      'run',
      'measure',
      ...severities,
      'CE',
      'relative CE',
      'value',
      'low',
      'high',
      'types',
      'n',
      'seen in training by',
    ],
    rows: runs.flatMap((run) => {
      const { name, measured, n, retainedN, compared, sharedN, relativeN } = run
      const mean = (title: string, value: CorruptionRun['mce'], types: number, images: number) => [
        ...[name, title, null, null, null, null, null, null, null],
        ...inFull(value),
        ...[types, images, null],
      ]
      return [
        ...run.types
          .filter((_, at) => knownErrors(run, at).length > 0)
          .map(({ id, severities: errors, ce, relativeCe }) => [
            ...[name, id, ...errors, ce, relativeCe],
            ...[null, null, null, null, null, seenOf(run.run, id).join(' ')],
          ]),
        mean('mean error', run.meanError, measured, n),
        mean('retained accuracy', run.retained, measured, retainedN),
        mean('mCE', run.mce, compared, sharedN),
        mean('relative mCE', run.relativeMce, compared, relativeN),
      ]
    }),
  }
}
