import { longComparison, unseenTitle } from '../../../contract/comparison-table.ts'
import type { ComparisonPair } from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import { pairedDifference } from '../../../core/measures/differences.ts'
import { holm } from '../../../core/measures/holm.ts'
import { text, type Block, type Section, type Table } from '../../pages/page.ts'
import { readableCondition } from '../../services/conditions.ts'
import { labelOf, type ReportFacts } from '../report-facts.ts'
import { accuracyCell, nothing, percentWithin, pointsWithin, pValue } from '../shown-values.ts'

/** Accuracies under every condition, then each run against the baseline on the images that both saw. */
export function conditionsSection(facts: ReportFacts): Section {
  const { comparison } = facts
  if (comparison.rows.length === 0) {
    return { title: 'Conditions', blocks: [text('Nothing is evaluated yet.')] }
  }
  const differences = differencesTable(facts)
  return {
    title: 'Conditions',
    blocks: [
      accuracyTable(facts),
      text(
        'Accuracy in % of validation images, ± the larger side of the 95 % Wilson interval. ✓: its robustness checks passed; ⚠: one of them is suspicious, do not believe the number yet; ○: not checked.',
      ),
      ...seenNote(facts),
      ...checkpointNotes(facts),
      ...(differences === null
        ? []
        : [
            differences,
            text(
              'In percentage points, over the images that both runs saw: ± the larger side of the 95 % interval of Agresti and Min; p is the exact two-sided McNemar test, adjusted by Holm for all tests of this table.',
            ),
          ]),
    ],
  }
}

function accuracyTable({ runs, comparison, unseen }: ReportFacts): Table {
  const conditions = [...new Set(comparison.rows.map(({ condition }) => condition))]
  const means = runs.map(({ run }) => unseen.means.find((mean) => mean.run === run.id))
  return {
    kind: 'table',
    head: ['condition', 'n', ...runs.map(({ label }) => label)],
    rows: [
      ...conditions.map((condition) => {
        const own = runs.map(({ run }) =>
          comparison.rows.find((row) => row.run === run.id && row.condition === condition),
        )
        const sizes = [...new Set(own.flatMap((row) => row?.n ?? []))]
        return [readableCondition(condition), sizes.map(countText).join(' / '), ...own.map(accuracyCell)]
      }),
      ...(means.some((mean) => mean !== undefined)
        ? [
            [
              unseenTitle,
              [...new Set(means.flatMap((mean) => (mean ? countText(mean.n) : [])))].join(' / '),
              ...means.map((mean) => (mean ? percentWithin(mean.mean, mean.interval) : nothing)),
            ],
          ]
        : []),
    ],
    file: { name: 'conditions', table: longComparison(comparison, unseen, catalog) },
  }
}

const countText = (n: number): string => n.toLocaleString('en-US')

/** null: there is nothing to compare. */
function differencesTable(facts: ReportFacts): Table | null {
  const { runs, baseline, comparison } = facts
  const others = runs.filter(({ run }) => run.id !== baseline.run.id)
  const pairs = comparison.pairs.filter((pair) => pair.runs.includes(baseline.run.id))
  if (others.length === 0 || pairs.length === 0) return null
  const adjusted = new Map(holm(pairs.map(({ p }) => p)).map((p, at) => [pairs[at] as ComparisonPair, p]))
  const conditions = [...new Set(pairs.map(({ condition }) => condition))]
  const isFirst = (pair: ComparisonPair): boolean => pair.runs[0] === baseline.run.id
  const countsOf = (pair: ComparisonPair): [fixed: number, broken: number] =>
    isFirst(pair) ? [pair.fixed, pair.broken] : [pair.broken, pair.fixed]
  const otherOf = (pair: ComparisonPair): string => labelOf(facts, pair.runs[isFirst(pair) ? 1 : 0])
  return {
    kind: 'table',
    caption: `Against ${baseline.label}`,
    head: ['condition', ...others.flatMap(({ label }) => [label, 'p'])],
    rows: conditions.map((condition) => [
      readableCondition(condition),
      ...others.flatMap(({ run }) => {
        const pair = pairs.find((it) => it.condition === condition && it.runs.includes(run.id))
        if (!pair) return [nothing, nothing]
        const { difference, interval } = pairedDifference(...countsOf(pair), pair.n)
        return [pointsWithin(difference, interval), pValue(adjusted.get(pair) ?? pair.p)]
      }),
    ]),
    file: {
      name: 'differences',
      table: {
        columns: [
          'run',
          'baseline',
          'condition',
          'n',
          'difference',
          'low',
          'high',
          'fixed',
          'broken',
          'p',
          'p after Holm',
        ],
        rows: pairs.map((pair) => {
          const [fixed, broken] = countsOf(pair)
          const { difference, interval } = pairedDifference(fixed, broken, pair.n)
          return [
            ...[otherOf(pair), baseline.label, pair.condition, pair.n, difference, ...interval, fixed, broken, pair.p],
            adjusted.get(pair) ?? null,
          ]
        }),
      },
    },
  }
}

function seenNote({ runs, comparison }: ReportFacts): Block[] {
  const seen = runs.flatMap(({ run, label }) => {
    const by = new Set(comparison.rows.filter((row) => row.run === run.id).flatMap((row) => row.seen))
    return by.size === 0 ? [] : [`${label}: ${[...by].join(', ')}`]
  })
  if (seen.length === 0) return []
  return [text(`°: seen in training, images went through the same family of perturbations (${seen.join('; ')}).`)]
}

/** What is not of a run's last checkpoint. */
function checkpointNotes({ comparison }: ReportFacts): Block[] {
  const items = comparison.rows.flatMap(({ name, condition, checkpoint }) =>
    checkpoint === null ? [] : [`${name}, ${readableCondition(condition)}: of ${checkpoint}, not of the last epoch.`],
  )
  return items.length === 0 ? [] : [{ kind: 'list', items }]
}
