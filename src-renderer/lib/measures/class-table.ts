import type { ClassAccuracies } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { classNameOf } from '../class-name.ts'
import { percentDigits } from '../format.ts'
import { inFull, nothing, shareCell, type MeasureTable } from './measure-table.ts'

/** By accuracy of the first run, or by how far the runs lie apart. */
export const classOrders = [
  { value: 'worst', title: 'worst first' },
  { value: 'spread', title: 'most different' },
  { value: 'dataset', title: "dataset's order" },
] as const
export type ClassOrder = (typeof classOrders)[number]['value']

/** A row a class, a column a run; the mean over classes last. `most`: how many classes. */
export function classTable(
  runs: readonly ClassAccuracies[],
  names: readonly string[],
  { order, most }: { order: ClassOrder; most: number },
): MeasureTable {
  return {
    heading: 'Class',
    columns: runs.map(({ run, name }) => ({ title: name, sub: 'accuracy, %', run })),
    rows: [
      ...ordered(runs, order)
        .slice(0, most)
        .map((at) => ({
          ...{ key: String(at), title: classNameOf(names, at) },
          cells: runs.map(({ classes }) => {
            const share = classes[at] ?? null
            return shareCell(share, share ? `of ${share.n}` : '')
          }),
        })),
      {
        ...{ key: 'mean', title: 'Mean over all classes', isTotal: true },
        cells: runs.map(({ balanced }) => (balanced === null ? nothing : { text: percentDigits(balanced) })),
      },
    ],
  }
}

function ordered(runs: readonly ClassAccuracies[], order: ClassOrder): number[] {
  const classes = [...(runs[0]?.classes ?? []).keys()]
  const valuesOf = (at: number): number[] => runs.flatMap(({ classes: own }) => own[at]?.value ?? [])
  const spread = (at: number): number => {
    const values = valuesOf(at)
    return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values)
  }
  const first = (at: number): number => runs[0]?.classes[at]?.value ?? Number.POSITIVE_INFINITY
  if (order === 'dataset') return classes
  return classes.toSorted((a, b) => (order === 'worst' ? first(a) - first(b) : spread(b) - spread(a)) || a - b)
}

/** All classes in full; fractions. */
export function plainClasses(runs: readonly ClassAccuracies[], names: readonly string[]): TextTable {
  return {
    columns: ['run', 'class', 'accuracy', 'low', 'high', 'correct', 'n'],
    rows: runs.flatMap(({ name, classes }) =>
      classes.map((share, at) => [
        name,
        classNameOf(names, at),
        ...inFull(share),
        share?.correct ?? null,
        share?.n ?? null,
      ]),
    ),
  }
}
