import {
  formatMethod,
  parseMethod,
  seenBy,
  suspiciousChecks,
  type Catalog,
  type Comparison,
  type ComparisonPair,
  type ComparisonRow,
  type Evaluation,
  type MethodChoice,
  type RobustnessCheck,
  type Run,
  type UnseenFamilies,
} from '../../../src-main/contract/index.ts'
import { halfWidth, percentDigits, signedPoints } from '../format.ts'
import { holm } from './holm.ts'
import { checksNote, isSuspicious } from '../checks.ts'
import { conditionLabel, isAttack, type ConditionLabel } from '../methods.ts'
import { unseenDifference } from './unseen-difference.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'

/** Below it a difference is marked. */
export const significant = 0.05

export interface ComparisonCell {
  readonly run: string
  readonly result: ComparisonRow | null
  /** The newest one that was asked for, done or on its way. */
  readonly evaluation: Evaluation | null
  /** Images that it and the baseline saw; null for the baseline itself, and where there are none. So is what follows. */
  readonly shared: number | null
  /** Accuracy minus the baseline's on these images. */
  readonly difference: number | null
  /** Exact McNemar p against the baseline, and the same adjusted by Holm for all tests of the table. */
  readonly p: number | null
  readonly adjustedP: number | null
  /** Images that only this run gets right, and that only the baseline gets right. */
  readonly fixed: number | null
  readonly broken: number | null
  /** What showed the run's training the same family of perturbations; empty where nothing did. */
  readonly seen: readonly string[]
}

export interface ComparisonLine {
  readonly condition: string
  readonly choice: MethodChoice
  readonly label: ConditionLabel
  /** Whether its accuracies are robust ones, which are checked. */
  readonly isAttack: boolean
  /**
   * On how many images to evaluate what is missing, so that it is held against the others on all of theirs: the
   * baseline's number, else the most of what was asked for; null where nothing was.
   */
  readonly images: number | null
  readonly cells: readonly ComparisonCell[]
}

/** One line a condition, one cell a run; differences and tests are against `baseline`. */
export function comparisonLines(
  comparison: Comparison,
  runs: readonly Run[],
  evaluations: readonly Evaluation[],
  baseline: string,
  catalog: Catalog | null,
): ComparisonLine[] {
  const measured = evaluations.filter((it) => it.split === 'validation')
  const conditions = new Set([
    ...measured.map((it) => formatMethod(it.condition)),
    ...comparison.rows.map((row) => row.condition),
  ])
  const lines = [...conditions].map((condition): ComparisonLine => {
    const choice = parseMethod(condition)
    const rowOf = (run: string) => comparison.rows.find((row) => row.run === run && row.condition === condition) ?? null
    const cells = runs.map(({ id, seen }): ComparisonCell => ({
      run: id,
      result: rowOf(id),
      evaluation: measured.findLast((it) => it.run === id && formatMethod(it.condition) === condition) ?? null,
      ...against(comparison.pairs, condition, baseline, id),
      adjustedP: null,
      seen: catalog ? seenBy(seen, choice, catalog) : [],
    }))
    return {
      ...{ condition, choice, cells, images: rowOf(baseline)?.n ?? mostImages(cells) },
      label: conditionLabel(catalog, choice),
      isAttack: isAttack(catalog, choice.id),
    }
  })
  return withHolm(lines)
}

function mostImages(cells: readonly ComparisonCell[]): number | null {
  const counts = cells.flatMap(({ result, evaluation }) => result?.n ?? evaluation?.n ?? [])
  return counts.length === 0 ? null : Math.max(...counts)
}

function withHolm(lines: readonly ComparisonLine[]): ComparisonLine[] {
  const tested = lines.flatMap(({ cells }) => cells.filter((cell) => cell.p !== null))
  const values = holm(tested.map(({ p }) => p ?? 1))
  const adjusted = new Map(tested.map((cell, at) => [cell, values[at] ?? null]))
  return lines.map((line) => ({
    ...line,
    cells: line.cells.map((cell) => ({ ...cell, adjustedP: adjusted.get(cell) ?? null })),
  }))
}

/** The pair of baseline and run, whichever of them comes first in it. */
function against(
  pairs: readonly ComparisonPair[],
  condition: string,
  baseline: string,
  run: string,
): Pick<ComparisonCell, 'shared' | 'difference' | 'p' | 'fixed' | 'broken'> {
  const pair = pairs.find(
    (it) => it.condition === condition && it.runs.includes(baseline) && it.runs.includes(run) && baseline !== run,
  )
  if (!pair) return { shared: null, difference: null, p: null, fixed: null, broken: null }
  const { n, p } = pair
  const [fixed, broken] = pair.runs[0] === baseline ? [pair.fixed, pair.broken] : [pair.broken, pair.fixed]
  return { shared: n, difference: (fixed - broken) / n, p, fixed, broken }
}

/** n where every result rests on the same number of images, else null. */
export function commonCount(rows: readonly ComparisonRow[]): number | null {
  const counts = new Set(rows.map((row) => row.n))
  return counts.size === 1 ? (rows[0]?.n ?? null) : null
}

/** As the screen shows it: one row a run, one column a condition; percent, ± the wider side of the interval. */
export function shownComparison(
  lines: readonly ComparisonLine[],
  runs: readonly Run[],
  { baseline, unseen }: { readonly baseline: string; readonly unseen: UnseenFamilies },
): TextTable {
  const text = ({ result, difference, adjustedP, seen }: ComparisonCell): string | null => {
    if (!result) return null
    const warning = `${isSuspicious(result.checks) ? ' (suspicious)' : ''}${seen.length > 0 ? ' (seen)' : ''}`
    const weights = result.checkpoint === null ? '' : ` (${result.checkpoint})`
    const accuracy = `${percentDigits(result.accuracy)} ${halfWidth(result.accuracy, result.interval)}${weights}${warning}`
    if (difference === null) return accuracy
    return `${accuracy} (${signedPoints(difference)}${adjustedP !== null && adjustedP < significant ? '*' : ''})`
  }
  return {
    columns: [
      'Run',
      ...lines.map(({ label }) => [label.title, label.detail].filter(Boolean).join(' ')),
      ...(unseen.means.length > 0 ? ['Mean over unseen families'] : []),
    ],
    rows: runs.map((run, at) => [
      run.id === baseline ? `${run.name} (baseline)` : run.name,
      ...lines.map(({ cells }) => (cells[at] ? text(cells[at]) : null)),
      ...(unseen.means.length > 0 ? [unseenText(unseen, run.id, baseline)] : []),
    ]),
  }
}

function unseenText({ means, pairs }: UnseenFamilies, run: string, baseline: string): string | null {
  const found = means.find((mean) => mean.run === run)
  if (!found) return null
  const against = unseenDifference(pairs, baseline, run)
  const width = found.interval ? ` ${halfWidth(found.mean, found.interval)}` : ''
  return `${percentDigits(found.mean)}${width}${against ? ` (${signedPoints(against.difference)})` : ''}`
}

/**
 * One row for each run and condition, with everything that is known; fractions, not percent. Then one a run: its mean over
 * the families that training did not show.
 */
export function comparisonTable(
  lines: readonly ComparisonLine[],
  runs: readonly Run[],
  unseen: UnseenFamilies,
): TextTable {
  return {
    columns: [
      ...['run', 'seed', 'condition', 'checkpoint', 'accuracy', 'low', 'high', 'n', 'top-5'],
      ...['difference', 'shared n', 'fixed', 'broken', 'McNemar p', 'p after Holm', 'seen in training by', 'checks'],
    ],
    rows: [
      ...lines.flatMap(({ condition, isAttack, cells }) =>
        cells.map(({ run, result, difference, shared, fixed, broken, p, adjustedP, seen }) => {
          const { name, config } = runs.find(({ id }) => id === run) ?? {}
          return [
            ...[name ?? run, config?.seed ?? null, condition, result && (result.checkpoint ?? 'last')],
            result?.accuracy ?? null,
            ...[result?.interval[0] ?? null, result?.interval[1] ?? null, result?.n ?? null, result?.top5 ?? null],
            ...[difference, shared, fixed, broken, p, adjustedP, seen.join(' ')],
            checksNote(isAttack && result ? result.checks : null),
          ]
        }),
      ),
      ...unseen.means.map(({ run, name, checkpoint, mean, interval, n, seen }) => [
        ...[name, runs.find(({ id }) => id === run)?.config.seed ?? null, 'mean over unseen families'],
        ...[checkpoint ?? 'last', mean, interval?.[0] ?? null, interval?.[1] ?? null, n, null],
        ...[null, null, null, null, null, null, `left out: ${seen.join(' ')}`, null],
      ]),
    ],
  }
}

/** A robust accuracy that a check calls suspicious, with the reasons. */
export interface Suspicion {
  readonly key: string
  readonly run: string
  readonly condition: ConditionLabel
  readonly checks: readonly RobustnessCheck[]
}

/** All of a table, in its order. */
export function suspicions(lines: readonly ComparisonLine[], runs: readonly Run[]): Suspicion[] {
  return runs.flatMap((run, at) =>
    lines.flatMap(({ condition, label, cells }) => {
      const checks = cells[at]?.result?.checks ?? []
      return isSuspicious(checks)
        ? [{ key: `${run.id} ${condition}`, run: run.name, condition: label, checks: suspiciousChecks(checks) }]
        : []
    }),
  )
}
