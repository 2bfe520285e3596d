import { parseMethod, type Catalog, type MeasuredSummary } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { percentDigits, signedPoints } from '../format.ts'
import { conditionLabel } from '../methods.ts'
import { gapCell, nothing, shareCell, type MeasureCell, type MeasureTable } from './measure-table.ts'

const attacksOf = (all: readonly MeasuredSummary[]): string[] => [
  ...new Set(all.flatMap(({ attackSuccess }) => attackSuccess.map(({ condition }) => condition))),
]
const successOf = ({ attackSuccess }: MeasuredSummary, attack: string) =>
  attackSuccess.find(({ condition }) => condition === attack)?.success ?? null

/** Gaps, what robust training lost after its best epoch, and how often each attack succeeds. */
export function summaryTable(all: readonly MeasuredSummary[], catalog: Catalog | null): MeasureTable {
  const attacks = attacksOf(all)
  return {
    heading: 'Run',
    columns: [
      { title: 'Gap', sub: 'pp' },
      { title: 'Robust gap', sub: 'pp' },
      { title: 'Robust, best', sub: '% @epoch' },
      { title: 'Robust, last', sub: '% @epoch' },
      { title: 'Best − last', sub: 'pp' },
      ...attacks.map((attack) => {
        const { title, detail } = conditionLabel(catalog, parseMethod(attack))
        return { title: `${title} succeeds`, sub: [detail, '% of right ones'].filter(Boolean).join(', ') }
      }),
    ],
    rows: all.map((summary) => ({
      ...{ key: summary.run, title: summary.name, run: summary.run },
      cells: [
        gapCell(summary.gap),
        gapCell(summary.robustGap),
        ...overfittingCells(summary),
        ...attacks.map((attack) => shareCell(successOf(summary, attack))),
      ],
    })),
  }
}

function overfittingCells({ robustOverfitting: lost }: MeasuredSummary): MeasureCell[] {
  if (!lost) return [nothing, nothing, nothing]
  const { best, bestEpoch, last, lastEpoch, difference } = lost
  return [
    { ...shareCell(best), note: `@${bestEpoch}` },
    { ...shareCell(last), note: `@${lastEpoch}` },
    { text: signedPoints(difference), title: `${percentDigits(best.value)} − ${percentDigits(last.value)}` },
  ]
}

/** All in full; fractions. */
export function plainSummary(all: readonly MeasuredSummary[]): TextTable {
  const attacks = attacksOf(all)
  return {
    columns: [
      ...['run', 'gap', 'gap low', 'gap high', 'gap from', 'robust gap', 'robust gap low', 'robust gap high', 'attack'],
      ...['best robust', 'best epoch', 'last robust', 'last epoch', 'best minus last'],
      ...attacks.flatMap((attack) => [`${attack} success`, `${attack} of`]),
    ],
    rows: all.map((summary) => {
      const { name, gap, robustGap, attack, robustOverfitting: lost } = summary
      return [
        ...[name, gap?.difference ?? null, gap?.interval[0] ?? null, gap?.interval[1] ?? null, gap?.from ?? null],
        ...[robustGap?.difference ?? null, robustGap?.interval[0] ?? null, robustGap?.interval[1] ?? null, attack],
        ...[lost?.best.value ?? null, lost?.bestEpoch ?? null, lost?.last.value ?? null, lost?.lastEpoch ?? null],
        lost?.difference ?? null,
        ...attacks.flatMap((attack) => [
          successOf(summary, attack)?.value ?? null,
          successOf(summary, attack)?.n ?? null,
        ]),
      ]
    }),
  }
}
