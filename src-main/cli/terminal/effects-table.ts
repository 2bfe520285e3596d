import type { Effect, EffectMeasure, Effects } from '../../contract/index.ts'
import { settingName } from '../../contract/swept-values.ts'
import { formatHalfWidth, formatName, formatPercentValue, formatPoints, formatValue, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatTable } from './table.ts'

/** Every run with its swept settings and results, best first, then what each setting does to the measure. */
export function formatEffects(found: Effects, names: ReadonlyMap<string, string>, colors: Colors): string {
  const measure = found.measures.find(({ id }) => id === found.measure)
  if (found.fields.length === 0) return 'These runs differ in nothing but their seeds and names.'
  if (!measure) return 'Nothing is measured of these runs yet: the first epoch brings it.'
  const sections = found.effects.map((effect) => formatEffect(effect, measure, colors))
  return [formatRuns(found, measure, names, colors), ...sections, ...notes(found)].join('\n\n')
}

function formatRuns(
  { fields, measures, runs }: Effects,
  measure: EffectMeasure,
  names: ReadonlyMap<string, string>,
  colors: Colors,
): string {
  const shown = [measure, ...measures.filter(({ id }) => id !== measure.id && id.startsWith('evaluated:'))].slice(0, 4)
  const sign = measure.better === 'larger' ? -1 : 1
  const valueOf = (results: Readonly<Record<string, number>>): number => results[measure.id] ?? Number.POSITIVE_INFINITY
  const sorted = runs.toSorted(
    (a, b) => Number(a.isPartial) - Number(b.isPartial) || sign * (valueOf(a.results) - valueOf(b.results)),
  )
  return formatTable(
    [
      { heading: 'run' },
      ...fields.map((path) => ({ heading: settingName(path) })),
      ...shown.map((it) => ({ heading: headingOf(it), align: 'right' as const })),
    ],
    sorted.map(({ run, settings, results, isPartial }) => [
      `${formatName(names.get(run) ?? run)}${isPartial ? ' *' : ''}`,
      ...fields.map((path) => settingText(settings[path])),
      ...shown.map((it) => (results[it.id] === undefined ? nothing : digits(results[it.id] as number, it))),
    ]),
    colors,
  )
}

function formatEffect({ path, levels, span, rank }: Effect, measure: EffectMeasure, colors: Colors): string {
  const right = { align: 'right' } as const
  const table = formatTable(
    [
      { heading: settingName(path) },
      { heading: `mean ${headingOf(measure)}`, ...right },
      { heading: '95 % over seeds', ...right },
      ...['runs', 'settings', 'seeds'].map((heading) => ({ heading, ...right })),
    ],
    levels.map(({ label, mean, interval, runs, settings, seeds }) => [
      formatName(label),
      digits(mean, measure),
      interval ? halfWidth(mean, interval, measure) : nothing,
      ...[runs, settings, seeds].map(String),
    ]),
    colors,
  )
  return [table, ...spanLine(span, measure), ...rankLine(rank)].join('\n')
}

function spanLine(span: Effect['span'], measure: EffectMeasure): string[] {
  if (!span) return []
  const text = (value: number): string => (measure.isShare ? formatPoints(value) : formatValue(value))
  const interval = span.interval ? ` (95 % ${span.interval.map(text).join(' to ')}, paired by seed)` : ''
  return [`${formatName(span.best)} − ${formatName(span.worst)}: ${text(span.difference)}${interval}`]
}

function rankLine(rank: Effect['rank']): string[] {
  if (!rank) return []
  const interval = rank.interval ? ` (95 % ${rank.interval.map(formatRank).join(' to ')})` : ''
  return [`Rank correlation ${formatRank(rank.correlation)}${interval}, n = ${rank.n} settings`]
}

const formatRank = (value: number): string => value.toFixed(2).replace('-', '−')

function notes({ partial, unmeasured }: Effects): string[] {
  const lines = [
    ...(partial > 0 ? [`* ${count(partial)} did not train to the end: left out of the means.`] : []),
    ...(unmeasured > 0 ? [`${count(unmeasured)} without this measure.`] : []),
  ]
  return lines.length === 0 ? [] : [lines.join('\n')]
}

const count = (runs: number): string => `${runs} run${runs === 1 ? '' : 's'}`
const headingOf = ({ title, isShare }: EffectMeasure): string => (isShare ? `${title}, %` : title)
const digits = (value: number, { isShare }: EffectMeasure): string =>
  isShare ? formatPercentValue(value) : formatValue(value)

function halfWidth(mean: number, interval: readonly [number, number], { isShare }: EffectMeasure): string {
  return isShare ? formatHalfWidth(mean, interval) : `±${formatValue((interval[1] - interval[0]) / 2)}`
}

const settingText = (value: unknown): string =>
  value === undefined ? nothing : typeof value === 'number' ? formatValue(value) : formatName(String(value))
