import type { ComparisonRow } from '../../contract/comparisons.ts'
import { formatPercent } from './format.ts'
import type { Colors } from './output.ts'

/** A line for each run whose clean accuracy may be that of guessing: the interval holds 1 / classes. */
export function formatChance(
  rows: readonly ComparisonRow[],
  classesOf: ReadonlyMap<string, number>,
  { yellow }: Colors,
): string {
  return rows
    .flatMap(({ run, name, condition, accuracy, interval: [low, high] }) => {
      const classes = classesOf.get(run)
      if (classes === undefined || condition !== 'clean' || low > 1 / classes || high < 1 / classes) return []
      const chance = `lies within chance (1 of ${classes} classes)`
      return yellow(`${name}: clean accuracy ${formatPercent(accuracy)} ${chance}: train longer before reading attacks`)
    })
    .join('\n')
}
