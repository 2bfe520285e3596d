import type {
  CalibrationRow,
  ClassAccuracies,
  CorruptionRun,
  EffectiveRobustness,
  Gap,
  Measured,
  MeasuredSummary,
  Proportion,
  SeenFamily,
} from '../../contract/index.ts'
import { seenBy } from '../../contract/seen-families.ts'
import { formatCalibration } from './calibration-table.ts'
import { seenSign } from './comparison-table.ts'
import { formatCondition, formatCount, formatHalfWidth, formatPercentValue, formatPoints, nothing } from './format.ts'
import { halfWidth, labelOf, noteIn, percent, right, section, type Look } from './measure-section.ts'

export interface Measures {
  /** The run that errors and differences are relative to. */
  readonly baseline: string | null
  /** What each run's training showed it, by run. */
  readonly seen: Readonly<Record<string, readonly SeenFamily[]>>
  readonly summary: readonly MeasuredSummary[]
  readonly corruptions: readonly CorruptionRun[]
  readonly calibration: readonly CalibrationRow[]
  /** One for each condition. */
  readonly effectiveRobustness: readonly EffectiveRobustness[]
  readonly classes: readonly { readonly condition: string; readonly runs: readonly ClassAccuracies[] }[]
  readonly classNames: readonly string[]
}

/** All measures of some runs, a table a measure; what was not measured is left out, with what would measure it. */
export function formatMeasures(measures: Measures, look: Look): string {
  return [
    formatAccuracies(measures.summary, look),
    formatGaps(measures.summary, look),
    formatAttackSuccess(measures.summary, look),
    formatCorruptions(measures, look),
    formatCalibration(measures.calibration, look),
    formatEffective(measures, look),
    ...measures.classes.map((it) => formatClasses(it, measures.classNames, look)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Conditions as rows, in the order in which they come. */
function conditionsIn(lists: readonly (readonly { readonly condition: string }[])[]): string[] {
  return [...new Set(lists.flatMap((list) => list.map(({ condition }) => condition)))]
}

function formatAccuracies(all: readonly MeasuredSummary[], look: Look): string {
  const rows = conditionsIn(all.map(({ accuracies }) => accuracies)).map((condition) => [
    formatCondition(condition, look.catalog),
    ...all.flatMap(({ accuracies }) => {
      const found = accuracies.find((it) => it.condition === condition)
      return [formatProportion(found?.top1 ?? null, look), formatProportion(found?.top5 ?? null, look)]
    }),
  ])
  const columns = [{ heading: 'condition' }, ...all.flatMap((it) => [right(labelOf(it)), right('top-5')])]
  return section('Accuracy', 'in %, ± 95 % Wilson interval', columns, rows, look)
}

function formatGaps(all: readonly MeasuredSummary[], look: Look): string {
  const measured = all.filter(({ gap, robustGap }) => gap !== null || robustGap !== null)
  const rows = measured.map((it) => {
    const { gap, robustGap, robustOverfitting: lost } = it
    return [
      labelOf(it),
      formatGap(gap, look),
      formatGap(robustGap, look),
      lost ? `${formatPercentValue(lost.best.value)} @${lost.bestEpoch}` : nothing,
      lost ? `${formatPercentValue(lost.last.value)} @${lost.lastEpoch}` : nothing,
      lost ? formatPoints(lost.difference) : nothing,
    ]
  })
  const columns = [
    ...[{ heading: 'run' }, right('gap'), right('robust gap')],
    ...[right('best robust'), right('last robust'), right('best − last')],
  ]
  return section(
    'Gaps',
    'training minus validation accuracy; robust overfitting: best minus last, in %',
    columns,
    rows,
    look,
  )
}

function formatGap(gap: Gap | null, { colors }: Look): string {
  if (!gap) return nothing
  const images = `${formatCount(gap.train.n)}/${formatCount(gap.validation.n)}`
  const from = gap.from === 'monitor' ? ', monitor' : ''
  return `${formatPoints(gap.difference)} ${colors.dim(`${formatHalfWidth(gap.difference, gap.interval)}, n = ${images}${from}`)}`
}

function formatAttackSuccess(all: readonly MeasuredSummary[], look: Look): string {
  const conditions = conditionsIn(all.map(({ attackSuccess }) => attackSuccess))
  const rows = conditions.map((condition) => [
    formatCondition(condition, look.catalog),
    ...all.map(({ attackSuccess }) =>
      formatProportion(attackSuccess.find((it) => it.condition === condition)?.success ?? null, look),
    ),
  ])
  const columns = [{ heading: 'attack' }, ...all.map((it) => right(labelOf(it)))]
  return section('Attack success', 'in % of the images that were right when clean', columns, rows, look)
}

function formatProportion(share: Proportion | null, { colors }: Look): string {
  if (!share) return nothing
  return `${formatPercentValue(share.value)} ${colors.dim(`${formatHalfWidth(share.value, share.interval)} of ${formatCount(share.n)}`)}`
}

function formatCorruptions({ corruptions: all, baseline, seen }: Measures, look: Look): string {
  const types = all[0]?.types ?? []
  const isThere = (at: number): boolean => all.some((run) => run.types[at]?.severities.some((error) => error !== null))
  const isSeen = (run: CorruptionRun, id: string): boolean =>
    seenBy(seen[run.run] ?? [], { id, params: {} }, look.catalog).length > 0
  const markOf = (run: CorruptionRun, id: string): string => (isSeen(run, id) ? `${look.colors.yellow(seenSign)} ` : '')
  const isAnySeen = types.some(({ id }, at) => isThere(at) && all.some((run) => isSeen(run, id)))
  const errors = types.flatMap((type, at) =>
    isThere(at) ? [[type.title, ...all.map((run) => markOf(run, type.id) + cellOf(run, at, look))]] : [],
  )
  if (errors.length === 0) return ''
  const line = (title: string, value: (run: CorruptionRun) => string): string[] => [title, ...all.map(value)]
  const ofBaseline = (run: CorruptionRun, value: string): string => (run.run === baseline ? 'baseline' : value)
  const rows = [
    ...errors,
    line('Mean error', (run) => `${percent(run.meanError, look)} ${over(run.measured, run.n, look)}`),
    line('Retained accuracy', (run) => of(run.retained, run.retainedN, look)),
    line('mCE', (run) => ofBaseline(run, `${percent(run.mce, look)} ${over(run.compared, run.sharedN, look)}`)),
    line('Relative mCE', (run) => ofBaseline(run, of(run.relativeMce, run.relativeN, look))),
  ]
  const reference = all.find(({ run }) => run === baseline)?.name
  const detail =
    `mean error in % over severities 1 to 5${reference === undefined ? '' : `; CE relative to ${reference} = 100`}; ` +
    `± 95 % bootstrap (BCa)${isAnySeen ? `; ${seenSign} its family was in training` : ''}`
  return section(
    'Corruptions of ImageNet-C',
    detail,
    [{ heading: 'type' }, ...all.map((it) => right(labelOf(it)))],
    rows,
    look,
  )
}

function cellOf(run: CorruptionRun, at: number, { colors }: Look): string {
  const known = (run.types[at]?.severities ?? []).filter((error) => error !== null)
  if (known.length === 0) return nothing
  const mean = formatPercentValue(known.reduce((sum, error) => sum + error, 0) / known.length)
  const ce = run.types[at]?.ce
  const part = known.length < 5 ? colors.dim(` (${known.length} of 5)`) : ''
  return `${mean}${part}${ce === null || ce === undefined ? '' : colors.dim(` CE ${formatPercentValue(ce)}`)}`
}

const over = (types: number, n: number, { colors }: Look): string =>
  types === 0 ? '' : colors.dim(`over ${types} of 15, n = ${formatCount(n)}`)

const of = (measured: Measured | null, n: number, look: Look): string =>
  measured ? `${percent(measured, look)} ${look.colors.dim(`n = ${formatCount(n)}`)}` : nothing

function formatEffective({ effectiveRobustness: all, baseline }: Measures, look: Look): string {
  const rows = all.flatMap(({ condition, rows: runs, line }) =>
    runs.map((run) => [
      condition === null ? '' : formatCondition(condition, look.catalog),
      labelOf(run),
      formatPercentValue(run.clean.value),
      percent(run.shifted, look),
      run.effective ? `${formatPoints(run.effective.value)} ${halfWidth(run.effective, look)}` : nothing,
      run.relative ? `${formatPoints(run.relative.value)} ${halfWidth(run.relative, look)}` : nothing,
      line && run.effective ? `${line.through.length} runs${run.isFitted ? ', this one too' : ''}` : nothing,
    ]),
  )
  const columns = [
    ...[{ heading: 'shift' }, { heading: 'run' }, right('clean %'), right('shifted %')],
    ...[right('effective ρ'), right(baseline === null ? 'relative τ' : 'τ to baseline'), { heading: 'line of' }],
  ]
  const note = all.some(({ line }) => line)
    ? ''
    : 'Effective robustness needs a line through two runs or more of different clean accuracy: name them by --fit.'
  const table = section('Effective robustness', 'accuracy beyond what clean accuracy lets expect', columns, rows, look)
  return [table, table === '' ? '' : noteIn(note, look)].filter((part) => part !== '').join('\n\n')
}

function formatClasses({ condition, runs }: Measures['classes'][number], names: readonly string[], look: Look): string {
  const classes = runs[0]?.classes ?? []
  const rows = classes.map((_, at) => [
    names[at] ?? String(at),
    ...runs.map((run) => formatProportion(run.classes[at] ?? null, look)),
  ])
  const balanced = [
    'Mean over classes',
    ...runs.map((run) => (run.balanced === null ? nothing : formatPercentValue(run.balanced))),
  ]
  const columns = [{ heading: 'class' }, ...runs.map((run) => right(labelOf(run)))]
  const detail = `${formatCondition(condition, look.catalog)}, accuracy in %`
  return section('Classes', detail, columns, rows.length === 0 ? [] : [...rows, balanced], look)
}
