import { formatMethod, inPixelUnits, type ComparisonRow, type RunConfig } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { pairedDifference } from '../../core/measures/differences.ts'
import { mcNemarExact } from '../../core/measures/mcnemar.ts'
import type { Pair } from '../../core/studies/judge.ts'
import { intervalText, numberText, percent, points, pText } from '../../core/words.ts'
import type { StoredWeights } from '../../store/weights.ts'
import { readableCondition } from '../services/conditions.ts'
import { colorOf, curvesSvg, type Curve, type Mark } from './curves-svg.ts'
import { pairOf, type RunFigures, type StudyFigures } from './gather-figures.ts'
import type { Block, Cell, Table } from '../pages/page.ts'
import { markOf } from './robustness-parts.ts'

const nothing = '–'

/** Accuracy of every run under every condition; of a pair, the difference too. */
export function comparisonTable(figures: StudyFigures, isPair: boolean): Block {
  const { runs, rows } = figures
  const conditions = [...new Set(rows.map(({ condition }) => condition))]
  if (conditions.length === 0) return { kind: 'text', text: 'Nothing is evaluated yet.' }
  const [base, other] = runs
  const body = conditions.map((condition) => {
    const own = runs.map(({ run }) => rows.find((row) => row.run === run.id && row.condition === condition))
    const pair = isPair && base && other ? pairOf(figures, base.run.id, other.run.id, condition) : null
    const sizes = [...new Set(own.flatMap((row) => row?.n ?? []))]
    const cells = isPair ? differenceCells(pair, sizes.length > 1) : []
    return [readableCondition(condition), sizes.join('/'), ...own.map(accuracyCell), ...cells]
  })
  const names = runs.map(({ run }) => run.name)
  return {
    kind: 'table',
    head: ['condition', 'n', ...names, ...(isPair ? ['difference', 'McNemar, not adjusted'] : [])],
    rows: body,
  }
}

const accuracyText = (row: ComparisonRow | undefined): string =>
  row
    ? `${percent(row.accuracy)} ${intervalText(row.interval)}${row.seen.length > 0 ? ', seen in training' : ''}`
    : nothing

/** With the mark of its robustness checks, where it has any. */
function accuracyCell(row: ComparisonRow | undefined): Cell {
  const mark = row ? markOf(row.checks) : null
  return mark === null ? accuracyText(row) : { text: accuracyText(row), mark }
}

/** `saysCount` where the accuracies beside it are of other images than the difference. */
function differenceCells(pair: Pair | null, saysCount: boolean): string[] {
  if (!pair) return [nothing, nothing]
  const { difference, interval } = pairedDifference(pair.fixed, pair.broken, pair.n)
  const count = saysCount ? `, n = ${pair.n}` : ''
  return [`${points(difference)} ${intervalText(interval)}${count}`, pText(mcNemarExact(pair.fixed, pair.broken))]
}

const strokes = [
  { metric: 'train-accuracy', stroke: 'dashed', title: 'training' },
  { metric: 'validation-accuracy', stroke: 'solid', title: 'validation' },
  { metric: 'attacked-validation-accuracy', stroke: 'dotted', title: 'validation under the monitored attack' },
] as const

/** Accuracies after every epoch; unfreezings are marked. */
export function curvesFigure(runs: readonly RunFigures[]): Block {
  const drawn = strokes.filter(({ metric }) => runs.some(({ curves }) => (curves.get(metric)?.length ?? 0) > 0))
  const curves = runs.flatMap(({ run, curves: own }, color) =>
    drawn.map(({ metric, stroke, title }): Curve => ({
      label: `${run.name}, ${title}`,
      color,
      stroke,
      points: own.get(metric) ?? [],
    })),
  )
  const marks = runs.flatMap(({ run, unfreezings }, color) =>
    unfreezings
      .filter(({ step }) => step > 0)
      .map(({ step, message }): Mark => ({ epoch: epochOf(run, step), color, label: `${run.name}: ${message}` })),
  )
  const words = drawn.map(({ title, stroke }) => `${title} ${stroke}`).join(', ')
  const caption = `Accuracy after every epoch: ${words}${marks.length === 0 ? '' : '; a triangle is an unfreezing'}.`
  return {
    kind: 'figure',
    caption,
    svg: curvesSvg(caption, curves, marks),
    legend: runs.map(({ run }, color) => ({ label: run.name, color: colorOf(color) })),
    table: curvesTable(runs, drawn),
  }
}

/** Epochs that were done at a step, in fractions. */
export function epochOf({ stepsTotal, config }: RunFigures['run'], step: number): number {
  return stepsTotal === null ? 0 : (step * config.epochs) / stepsTotal
}

function curvesTable(runs: readonly RunFigures[], drawn: readonly (typeof strokes)[number][]): Table {
  const columns = runs.flatMap(({ run, curves }) =>
    drawn.map(({ metric, title }) => ({
      head: `${run.name}, ${title}`,
      values: new Map((curves.get(metric) ?? []).map(({ epoch, value }) => [epoch, value])),
    })),
  )
  const epochs = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].toSorted((a, b) => a - b)
  return {
    kind: 'table',
    head: ['epoch', ...columns.map(({ head }) => head)],
    rows: epochs.map((epoch) => [
      String(epoch),
      ...columns.map(({ values }) => {
        const value = values.get(epoch)
        return value === undefined ? nothing : percent(value)
      }),
    ]),
  }
}

/** What every network costs and comes to. */
export function networksTable({ runs, rows }: StudyFigures): Table {
  return {
    kind: 'table',
    head: [
      'architecture',
      'validation accuracy',
      'training accuracy',
      'gap',
      'parameters, millions',
      'multiply-adds, millions',
      'images/s',
      'memory (estimated), MB',
      'training, min',
    ],
    rows: runs.map((figures) => {
      const { run, title, summary, curves, imagesPerSecond, memoryBytes, seconds } = figures
      const clean = rows.find((row) => row.run === run.id && row.condition === 'clean')
      const last = (metric: string): number | undefined => curves.get(metric)?.at(-1)?.value
      const [train, validation] = [last('train-accuracy'), last('validation-accuracy')]
      const orNothing = (value: number | null | undefined, write: (value: number) => string): string =>
        value === null || value === undefined ? nothing : write(value)
      return [
        title,
        accuracyText(clean),
        orNothing(train, percent),
        orNothing(train === undefined || validation === undefined ? null : train - validation, points),
        numberText(summary.parameters.total / 1e6),
        numberText(summary.multiplyAdds / 1e6),
        orNothing(imagesPerSecond, numberText),
        numberText(memoryBytes / 1e6),
        orNothing(seconds, (value) => numberText(value / 60)),
      ]
    }),
  }
}

/** What the runs were trained with: what they share, then what tells them apart. */
export function settingsTables({ runs }: StudyFigures, weightsOf: (id: string) => StoredWeights | undefined): Table[] {
  const columns = runs.map((figures) => settingsOf(figures, weightsOf))
  const names = Object.keys(columns[0] ?? {})
  const isShared = (name: string): boolean => columns.every((column) => column[name] === columns[0]?.[name])
  const own = names.filter((name) => !isShared(name))
  const shared = names.filter(isShared).map((name) => [name, columns[0]?.[name] ?? ''])
  return [
    { kind: 'table', head: ['setting', runs.length === 1 ? 'the run' : 'all runs'], rows: shared },
    {
      kind: 'table',
      head: ['run', ...own],
      rows: runs.map(({ run }, i) => [run.name, ...own.map((name) => columns[i]?.[name] ?? '')]),
    },
  ]
}

function settingsOf(
  { run: { config }, dataset, panels, seconds }: RunFigures,
  weightsOf: (id: string) => StoredWeights | undefined,
): Readonly<Record<string, string>> {
  const { counts, classes, shape, title, fingerprint } = dataset
  const { imagesPerClass } = config.dataset
  const few = imagesPerClass === null ? `${counts.train}` : `${imagesPerClass} of each class of the ${counts.train}`
  const { attack } = config.monitor
  const attacked = attack ? `, attacked by ${formatMethod(inPixelUnits(attack, catalog.attacks))}` : ''
  return {
    images: `${title} (${fingerprint.slice(0, 8)}): ${classes.length} classes, ${shape.join('×')}, ${few} training and ${counts.validation} validation images`,
    architecture: formatMethod(config.architecture),
    start: startOf(config, weightsOf),
    objective: formatMethod(inPixelUnits(config.objective, catalog.objectives)),
    optimizer: formatMethod(config.optimizer),
    schedule: formatMethod(config.schedule),
    freezing: formatMethod(config.freezing),
    augmentations: config.augmentations.map(formatMethod).join(' ') || 'none',
    training: `${config.epochs} epochs, batch ${config.batchSize}, seed ${config.seed}, ${config.precision}`,
    panels: `${panels.train} training and ${panels.validation} validation images${attacked}`,
    'training time':
      seconds === null ? nothing : `${numberText(seconds / 60)} min, without what is measured after every epoch`,
  }
}

function startOf({ initialWeights }: RunConfig, weightsOf: (id: string) => StoredWeights | undefined): string {
  if (initialWeights === null) return 'random'
  const weights = weightsOf(initialWeights)
  if (!weights) return `weights ${initialWeights}, removed since`
  const size = weights.inputSize === null ? '' : `, trained at ${weights.inputSize} px`
  return `"${weights.title}" (${weights.network}${size}, SHA-256 ${weights.sha256.slice(0, 12)})`
}
