import type { Catalog } from './catalog.ts'
import type { Comparison } from './comparisons.ts'
import { categories, families } from './families.ts'
import { parseMethod } from './method.ts'
import { checksInWords } from './robustness-checks.ts'
import { familyOf } from './seen-families.ts'
import type { TextTable } from './table-text.ts'
import type { UnseenFamilies } from './unseen-families.ts'

/** What the last rows of a comparison are called. */
export const unseenTitle = 'mean over families not seen in training'

/**
 * A comparison for other programs: a row for each run and condition with everything that is known, shares and not percent;
 * then one for each run's mean over families that training did not show.
 */
export function longComparison({ rows }: Comparison, { means }: UnseenFamilies, catalog: Catalog): TextTable {
  return {
    columns: [
      ...['run', 'condition', 'category', 'family', 'checkpoint', 'accuracy', 'low', 'high', 'n', 'top-5'],
      ...['seen in training by', 'checks'],
    ],
    rows: [
      ...rows.map((row) => {
        const family = familyOf(parseMethod(row.condition), catalog)
        return [
          ...[
            row.name,
            row.condition,
            family && categories[families[family].category],
            family && families[family].title,
          ],
          ...[row.checkpoint ?? 'last', row.accuracy, ...row.interval, row.n, row.top5],
          ...[row.seen.join(' '), row.checks.length === 0 ? null : checksInWords(row.checks)],
        ]
      }),
      ...means.map(({ name, checkpoint, mean, interval, n, families: unseen }) => [
        ...[name, unseenTitle, null, `${unseen.length} families`, checkpoint ?? 'last', mean],
        ...[interval?.[0] ?? null, interval?.[1] ?? null, n, null, '', null],
      ]),
    ],
  }
}
