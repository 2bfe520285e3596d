import type { Catalog } from '../../contract/catalog.ts'
import type { Comparison, ComparisonPair, ComparisonRow } from '../../contract/comparisons.ts'
import { parseMethod } from '../../contract/method.ts'
import { suspiciousChecks, verdictOfChecks, type CheckVerdict } from '../../contract/robustness-checks.ts'
import {
  formatCondition,
  formatCount,
  formatHalfWidth,
  formatP,
  formatPercentValue,
  formatPoints,
  nothing,
} from './format.ts'
import type { Colors } from './output.ts'
import { formatTable, type Column } from './table.ts'

/**
 * One row a condition, one column a run: accuracy in percent with the larger side of its 95 % Wilson interval, the best
 * in bold; then every other run against the first, over the images that both saw: difference in percentage points and
 * exact McNemar p. In front of what was measured under an attack stands what its checks say, and below the table why a
 * number is suspicious, and what is not of a run's last checkpoint.
 */
export function formatComparison({ rows, pairs }: Comparison, catalog: Catalog, colors: Colors): string {
  if (rows.length === 0) return 'Nothing is evaluated yet.'
  const isAttack = (condition: string): boolean => catalog.attacks.some(({ id }) => id === parseMethod(condition).id)
  const verdictOf = (row: ComparisonRow | undefined): CheckVerdict | null =>
    row && isAttack(row.condition) ? verdictOfChecks(row.checks) : null
  const runs = [...new Map(rows.map(({ run, name }) => [run, name]))].map(([id, name]) => ({ id, name }))
  const conditions = [...new Set(rows.map(({ condition }) => condition))]
  const [first, ...others] = distinguish(runs)
  if (!first) return ''
  const sizes = [...new Set(rows.map(({ n }) => n))]
  const [size] = sizes
  const isSameSize = sizes.length === 1 && size !== undefined

  const columns: Column[] = [
    { heading: 'condition' },
    ...(isSameSize ? [] : [{ heading: 'n', align: 'right' } as const]),
    ...[first, ...others].map(({ label }) => ({ heading: label, align: 'right' }) as const),
    ...others.flatMap(({ label }) => [
      { heading: others.length === 1 ? 'difference' : `${label} − ${first.label}`, align: 'right' } as const,
      { heading: 'McNemar', align: 'left' } as const,
    ]),
  ]
  const body = conditions.map((condition) => {
    const cells = [first, ...others].map(({ id }) => rows.find((row) => row.run === id && row.condition === condition))
    const best = Math.max(...cells.map((cell) => cell?.accuracy ?? -1))
    const isTelling = cells.filter(Boolean).length > 1 && cells.some((cell) => cell && cell.accuracy < best)
    return [
      formatCondition(condition, catalog),
      ...(isSameSize ? [] : [sizesOf(cells)]),
      ...cells.map((cell) =>
        formatCell(cell, isTelling && cell?.accuracy === best, { verdict: verdictOf(cell), colors }),
      ),
      ...others.flatMap(({ id }) => formatPair(pairs, condition, first.id, id)),
    ]
  })
  const verdicts = rows.flatMap((row) => verdictOf(row) ?? [])
  const notes = [
    formatLegend(verdicts, colors),
    ...formatSeen(rows, colors),
    isSameSize || pairs.length === 0 ? '' : 'Differences and tests are over the images that both runs saw.',
    ...formatCheckpoints(rows, catalog),
    ...formatSuspicions(rows, catalog, colors),
  ].filter((note) => note !== '')
  const images = isSameSize ? `, n = ${formatCount(size)} images` : ''
  const title = `${colors.bold('Accuracy in %')}${images}, ± 95 % Wilson interval`
  return [title, formatTable(columns, body, colors), ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n')
}

/** A sign, so that nothing hangs on the colour. */
const signs: Readonly<Record<CheckVerdict, string>> = { passed: '✓', suspicious: '!', 'not-run': '?' }
export const seenSign = '°'
const meanings: Readonly<Record<CheckVerdict, string>> = {
  passed: 'robustness checks passed',
  suspicious: 'suspicious: do not believe it yet',
  'not-run': 'not checked',
}

const paintOf = ({ green, yellow, dim }: Colors, verdict: CheckVerdict): ((text: string) => string) =>
  ({ passed: green, suspicious: yellow, 'not-run': dim })[verdict]

interface CellLook {
  /** Null where it is no robust accuracy. */
  readonly verdict: CheckVerdict | null
  readonly colors: Colors
}

function formatCell(cell: ComparisonRow | undefined, isBest: boolean, { verdict, colors }: CellLook): string {
  if (!cell) return nothing
  const digits = formatPercentValue(cell.accuracy)
  const accuracy = verdict === 'suspicious' ? colors.yellow(digits) : digits
  const sign = verdict === null ? '' : `${paintOf(colors, verdict)(signs[verdict])} `
  const width = colors.dim(formatHalfWidth(cell.accuracy, cell.interval).padStart(5))
  const seen = cell.seen.length === 0 ? '' : `${colors.yellow(seenSign)} `
  return `${seen}${sign}${isBest ? colors.bold(accuracy) : accuracy} ${width}`
}

function formatLegend(verdicts: readonly CheckVerdict[], colors: Colors): string {
  const used = (['passed', 'suspicious', 'not-run'] as const).filter((verdict) => verdicts.includes(verdict))
  return used.map((verdict) => paintOf(colors, verdict)(`${signs[verdict]} ${meanings[verdict]}`)).join('   ')
}

/** What the sign stands for, and what of each run's training it comes from. */
function formatSeen(rows: readonly ComparisonRow[], { yellow }: Colors): string[] {
  const marked = rows.filter(({ seen }) => seen.length > 0)
  if (marked.length === 0) return []
  const runs = Map.groupBy(marked, ({ name }) => name)
  const by = [...runs].map(([name, its]) => `${name}: ${[...new Set(its.flatMap(({ seen }) => seen))].join(' ')}`)
  return [
    yellow(`${seenSign} seen in training: images went through the same family of perturbations (${by.join('; ')})`),
  ]
}

/** What several conditions of a run have in common is said once. */
function formatSuspicions(rows: readonly ComparisonRow[], catalog: Catalog, { yellow }: Colors): string[] {
  const found = rows.flatMap(({ name, condition, checks }) =>
    suspiciousChecks(checks).map(({ title, reason }) => ({
      name,
      condition: formatCondition(condition, catalog),
      finding: `${title}. ${reason}`,
    })),
  )
  const alike = Map.groupBy(found, ({ name, finding }) => `${name}\n${finding}`)
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const conditions = [first, ...others].map(({ condition }) => condition).join('; ')
    return yellow(`! ${first.name}, ${conditions}: ${first.finding}`)
  })
}

const formatCheckpoints = (rows: readonly ComparisonRow[], catalog: Catalog): string[] =>
  rows.flatMap(({ name, condition, checkpoint }) =>
    checkpoint === null
      ? []
      : `${name}, ${formatCondition(condition, catalog)}: of ${checkpoint}, not of the last epoch.`,
  )

const sizesOf = (cells: readonly (ComparisonRow | undefined)[]): string =>
  [...new Set(cells.flatMap((cell) => (cell ? [formatCount(cell.n)] : [])))].join('/')

/** The second run's accuracy minus the first one's, and the test. */
function formatPair(
  pairs: readonly ComparisonPair[],
  condition: string,
  first: string,
  second: string,
): [difference: string, p: string] {
  const pair = pairs.find(
    ({ runs, condition: of }) => of === condition && runs.includes(first) && runs.includes(second),
  )
  if (!pair) return [nothing, '']
  const gained = pair.runs[0] === first ? pair.fixed - pair.broken : pair.broken - pair.fixed
  return [formatPoints(gained / pair.n), formatP(pair.p)]
}

/** Runs of the same name are told apart by their ids. */
function distinguish(runs: readonly { id: string; name: string }[]): { id: string; label: string }[] {
  return runs.map(({ id, name }) => {
    const isUnique = runs.filter((other) => other.name === name).length === 1
    return { id, label: isUnique ? name : `${name} (${id.slice(0, 8)})` }
  })
}
