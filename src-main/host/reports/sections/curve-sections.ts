import { ticksBetween } from '../../../contract/chart-ticks.ts'
import type { LineChart, LineSeries } from '../../../contract/line-chart.ts'
import type { Chart, Section } from '../../pages/page.ts'
import { chartTable } from '../chart-table.ts'
import type { ReportedRun, ReportFacts } from '../report-facts.ts'

interface Line {
  readonly suffix: string
  readonly stroke: LineSeries['stroke']
  readonly hasSquares?: true
  /** [epoch, value] of a run; in percent where it is a share. */
  points(run: ReportedRun): [number, number][]
}

/** Accuracies, gaps and losses after every epoch. */
export function curvesSection({ runs }: ReportFacts): Section {
  const charts = [accuracies(runs), gaps(runs), losses(runs)].filter(({ chart }) => chart.series.length > 0)
  const blocks = charts.length > 0 ? charts : [{ kind: 'text', text: 'No run has ended its first epoch.' } as const]
  return { title: 'Overfitting and gap', blocks }
}

function accuracies(runs: readonly ReportedRun[]): Chart {
  return chartOf(runs, {
    ...{ id: 'accuracy-by-epoch', title: 'Accuracy by epoch', detail: '%, inference mode', unit: '%' },
    key: 'Dashed: training images. Solid: validation images. With squares: validation images under the monitored attack.',
    isShare: true,
    lines: [
      { suffix: ', train', stroke: 'dashed', points: percentOf('train-accuracy') },
      { suffix: '', stroke: 'solid', points: percentOf('validation-accuracy') },
      { suffix: ', attacked', stroke: 'solid', hasSquares: true, points: percentOf('attacked-validation-accuracy') },
    ],
  })
}

function gaps(runs: readonly ReportedRun[]): Chart {
  return chartOf(runs, {
    ...{
      id: 'gap-by-epoch',
      title: 'Gap by epoch',
      detail: 'points, training minus validation accuracy',
      unit: 'points',
    },
    key: 'Solid: clean. Dotted: under the monitored attack.',
    lines: [
      { suffix: '', stroke: 'solid', points: difference('train-accuracy', 'validation-accuracy') },
      {
        suffix: ', robust',
        stroke: 'dotted',
        points: difference('attacked-train-accuracy', 'attacked-validation-accuracy'),
      },
    ],
  })
}

function losses(runs: readonly ReportedRun[]): Chart {
  return chartOf(runs, {
    ...{ id: 'loss-by-epoch', title: 'Loss by epoch', unit: 'loss' },
    detail: "of training as its objective has it, of validation the label's cross-entropy",
    key: 'Dashed: mean of the training steps of an epoch. Solid: validation images.',
    lines: [
      { suffix: ', train', stroke: 'dashed', points: valuesOf('training-loss') },
      { suffix: '', stroke: 'solid', points: valuesOf('validation-loss') },
    ],
  })
}

const valuesOf =
  (name: string, scale = 1): Line['points'] =>
  ({ curves }) =>
    (curves.get(name) ?? [])
      .filter(({ value }) => Number.isFinite(value))
      .map(({ epoch, value }) => [epoch, value * scale])
const percentOf = (name: string): Line['points'] => valuesOf(name, 100)

const difference =
  (train: string, validation: string): Line['points'] =>
  (run) => {
    const others = new Map(percentOf(validation)(run))
    return percentOf(train)(run).flatMap(([epoch, value]): [number, number][] => {
      const other = others.get(epoch)
      return other === undefined ? [] : [[epoch, value - other]]
    })
  }

interface Wanted extends Pick<LineChart, 'id' | 'title' | 'detail'>, Pick<Chart, 'key'> {
  readonly unit: string
  readonly lines: readonly Line[]
  /** Of accuracies: the axis begins at 0 and ends at 100 % at most. */
  readonly isShare?: boolean
}

function chartOf(
  runs: readonly ReportedRun[],
  { id, title, detail, key, unit, lines, isShare = false }: Wanted,
): Chart {
  const series = runs
    .flatMap((reported, color): LineSeries[] =>
      lines.map(({ suffix, stroke, hasSquares = false, points }) => ({
        ...{ run: reported.run.id, label: `${reported.label}${suffix}`, color, stroke, hasSquares },
        points: points(reported),
      })),
    )
    .filter(({ points }) => points.length > 0)
  const values = series.flatMap(({ points }) => points)
  const [lowest, highest] = niceBounds(values.map(([, y]) => y))
  const last = values.reduce((most, [x]) => Math.max(most, x), 1)
  const chart: LineChart = {
    ...{ id, title, detail, series },
    x: { title: 'epoch', format: 'number', min: 0, max: last, isWhole: true },
    y: { title: unit, format: 'number', min: isShare ? 0 : lowest, max: isShare ? Math.min(100, highest) : highest },
    canBeLogarithmic: values.every(([, y]) => y > 0) && id === 'loss-by-epoch',
  }
  return {
    kind: 'chart',
    chart,
    key,
    names: new Map(runs.map(({ run, label }) => [run.id, label])),
    table: chartTable(chart),
  }
}

/** Around the values and zero, to the next tick. */
function niceBounds(values: readonly number[]): [low: number, high: number] {
  const lowest = values.reduce((least, y) => Math.min(least, y), 0)
  const highest = values.reduce((most, y) => Math.max(most, y), 0)
  if (highest === lowest) return [0, 1]
  const [first = 0, second = 1] = ticksBetween(lowest, highest, 'number', false)
  const step = second - first
  return [Math.floor(lowest / step) * step, Math.ceil(highest / step) * step]
}
