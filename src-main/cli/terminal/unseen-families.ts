import { families, type Family } from '../../contract/families.ts'
import type { UnseenFamilies, UnseenMean, UnseenPair } from '../../contract/unseen-families.ts'
import { formatCount, formatHalfWidth, formatPercentValue, formatPoints, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatTable } from './table.ts'

/**
 * Each run's mean over the families of perturbations that its training did not show, and what every other run gains on
 * the first one over the families that neither was shown. Nothing where no family is unseen.
 */
export function formatUnseen({ means, pairs }: UnseenFamilies, colors: Colors): string {
  const [first] = means
  if (!first) return ''
  const columns = [
    { heading: 'run' },
    { heading: 'mean', align: 'right' } as const,
    { heading: 'families', align: 'right' } as const,
    { heading: 'n', align: 'right' } as const,
    { heading: 'left out, since seen' },
  ]
  const rows = means.map(({ name, mean, interval, families: unseen, n, seen, checkpoint }) => [
    checkpoint === null ? name : `${name} (${checkpoint})`,
    `${formatPercentValue(mean)} ${interval === null ? '' : colors.dim(formatHalfWidth(mean, interval))}`,
    String(unseen.length),
    formatCount(n),
    seen.map(titleOf).join(', ') || nothing,
  ])
  const differences = pairs.filter(({ runs }) => runs.includes(first.run)).map((pair) => formatPair(pair, first, means))
  const title = `${colors.bold('Mean over families not seen in training')}, in %, ± 95 % bootstrap interval over images`
  return [title, formatTable(columns, rows, colors), differences.join('\n')].filter((part) => part !== '').join('\n\n')
}

function formatPair(
  { runs, families: shared, ...pair }: UnseenPair,
  first: UnseenMean,
  means: readonly UnseenMean[],
): string {
  const isTurned = runs[0] !== first.run
  const other = means.find(({ run }) => run === runs[isTurned ? 0 : 1])
  const sign = isTurned ? -1 : 1
  const bounds = (pair.interval ?? []).map((bound) => sign * bound).toSorted((a, b) => a - b)
  const interval = bounds.length === 0 ? '' : ` (95 % ${bounds.map(formatPoints).join(' to ')})`
  const many = shared.length === 1 ? 'the one family' : `the ${shared.length} families`
  return `${other?.name ?? ''} − ${first.name}: ${formatPoints(sign * pair.difference)}${interval}, over ${many} that neither saw, on ${formatCount(pair.n)} images.`
}

const titleOf = (family: Family): string => families[family].title
