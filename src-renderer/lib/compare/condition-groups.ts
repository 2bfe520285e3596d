import { categories, families, familyOf, type Catalog } from '../../../src-main/contract/index.ts'
import type { ComparisonCell, ComparisonLine } from './comparison-table.ts'

/** What one run came to under a condition at all of its strengths. */
export interface KindCell {
  /** By strength, in the order of the lines; null where one is not measured. */
  readonly accuracies: readonly (number | null)[]
  /** Over the strengths; null where one of them is not measured. */
  readonly mean: number | null
  /** Mean of the differences to the baseline; null for the baseline itself, and where one is missing. */
  readonly difference: number | null
  readonly seen: readonly string[]
}

/** The conditions of one method. */
export interface ConditionKind {
  readonly id: string
  readonly title: string
  readonly lines: readonly ComparisonLine[]
  /** One a run. */
  readonly cells: readonly KindCell[]
}

export interface ConditionGroup {
  readonly title: string
  readonly kinds: readonly ConditionKind[]
  /** Of each run: the mean over the group's kinds; null where one of them is not measured. Empty where they are no category. */
  readonly means: readonly (number | null)[]
}

const plain = 'Clean and attacks'

/** A table's conditions by category and method: a hundred of them are some twenty rows. */
export function conditionGroups(lines: readonly ComparisonLine[], catalog: Catalog | null): ConditionGroup[] {
  const byCategory = Map.groupBy(lines, ({ choice }) => {
    const family = catalog && familyOf(choice, catalog)
    return family ? categories[families[family].category] : plain
  })
  const order = [plain, ...Object.values(categories)]
  return [...byCategory]
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([title, members]) => {
      const kinds = [...Map.groupBy(members, ({ choice }) => choice.id)].map(([id, own]) => kindOf(id, own))
      const runs = kinds[0]?.cells.length ?? 0
      const means = Array.from({ length: runs }, (_, run) => meanOf(kinds.map(({ cells }) => cells[run]?.mean ?? null)))
      return { title, kinds, means: title === plain ? [] : means }
    })
}

function kindOf(id: string, own: readonly ComparisonLine[]): ConditionKind {
  const lines = own.toSorted((a, b) => strengthOf(a) - strengthOf(b))
  const runs = lines[0]?.cells.length ?? 0
  const cells = Array.from({ length: runs }, (_, run) => kindCell(lines.flatMap((line) => line.cells[run] ?? [])))
  return { id, title: lines[0]?.label.title ?? id, lines, cells }
}

/** The first number among the parameters. */
function strengthOf({ choice }: ComparisonLine): number {
  return Object.values(choice.params).find((value) => typeof value === 'number') ?? 0
}

function kindCell(cells: readonly ComparisonCell[]): KindCell {
  const accuracies = cells.map(({ result }) => result?.accuracy ?? null)
  return {
    accuracies,
    mean: meanOf(accuracies),
    difference: meanOf(cells.map(({ difference }) => difference)),
    seen: cells[0]?.seen ?? [],
  }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  if (known.length === 0 || known.length < values.length) return null
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
