import type { EffectiveRobustness } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { inFull, measuredCell, shareCell, type MeasureTable } from './measure-table.ts'

/** A row a run: accuracies, what stands above the line, and the difference to the baseline. */
export function effectiveTable({ rows }: EffectiveRobustness): MeasureTable {
  return {
    heading: 'Run',
    columns: [
      { title: 'Clean', sub: '%' },
      { title: 'Shifted', sub: '%' },
      { title: 'Effective ρ', sub: 'pp above the line' },
      { title: 'Relative τ', sub: 'pp to the baseline' },
    ],
    rows: rows.map(({ run, name, clean, shifted, effective, relative }) => ({
      ...{ key: run, title: name, run },
      cells: [shareCell(clean), measuredCell(shifted), measuredCell(effective, true), measuredCell(relative, true)],
    })),
  }
}

/** All in full; fractions. */
export function plainEffective({ condition, line, rows }: EffectiveRobustness): TextTable {
  const interval = (name: string): string[] => [name, `${name} low`, `${name} high`]
  return {
    columns: [
      ...['run', 'shift', 'clean', 'n', ...interval('shifted'), ...interval('effective'), ...interval('relative')],
      ...['fitted to', 'slope', 'intercept'],
    ],
    rows: rows.map(({ name, clean, shifted, effective, relative, isFitted }) => [
      ...[name, condition, clean.value, clean.n],
      ...[shifted, effective, relative].flatMap(inFull),
      ...[isFitted ? 'yes' : 'no', line?.slope ?? null, line?.intercept ?? null],
    ]),
  }
}
