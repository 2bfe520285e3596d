import type { Run, RunEvent } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { differenceAlongAxis, eventMarks, extent } from './run-series.ts'
import { chartAxis, xAxis, type XAxis } from './x-axis.ts'

/** A run with its curves, and where they stand from left to right. */
export interface Subject {
  readonly run: Run
  readonly series: RunSeries
  readonly axis?: XAxis
  readonly events?: readonly RunEvent[]
}

export const axisOf = ({ run, axis }: Subject): XAxis => axis ?? xAxis('epoch', run, null)

export const gapKinds = ['both', 'clean', 'robust'] as const
export type GapKind = (typeof gapKinds)[number]

/** Training minus validation accuracy in percentage points: clean solid, robust dotted. */
export function gapByEpoch(subjects: readonly Subject[], { kind = 'both' as GapKind, baseline = '' } = {}): ChartModel {
  const [only] = subjects.length === 1 ? subjects : []
  const lines = subjects.flatMap((subject): ChartSeries[] => {
    const { run, series } = subject
    const isBaseline = run.id === baseline
    const shared = { color: run.color, run: run.id, isBaseline, hasSquares: false, isFaint: false }
    const gap = (train: string, validation: string) =>
      differenceAlongAxis(series, train, validation, axisOf(subject), 100)
    const name = isBaseline ? `${run.name} (baseline)` : run.name
    const clean: ChartSeries = {
      ...shared,
      label: only ? 'clean gap' : run.name,
      endLabel: only ? 'clean gap' : name,
      stroke: 'solid',
      points: gap(metricNames.trainAccuracy, metricNames.validationAccuracy),
    }
    const robust: ChartSeries = {
      ...shared,
      label: only ? 'robust gap' : `${run.name}, robust`,
      endLabel: only ? 'robust gap' : kind === 'robust' ? name : null,
      stroke: 'dotted',
      points: gap(metricNames.attackedTrainAccuracy, metricNames.attackedValidationAccuracy),
    }
    return kind === 'both' ? [clean, robust] : kind === 'clean' ? [clean] : [robust]
  })
  const drawn = lines.filter((line) => line.points.length > 0)
  const axes = subjects.map(axisOf)
  return {
    title: `Gap by ${axes[0]?.title ?? 'epoch'}`,
    detail: `pp, training minus validation accuracy${kind === 'both' ? '; robust dotted' : kind === 'robust' ? ', under attack' : ''}`,
    series: drawn,
    x: chartAxis(axes, ...extent(drawn)),
    y: { min: null, max: null, title: 'pp', isWhole: false },
    marks: only ? eventMarks(only.run, only.events ?? [], axisOf(only)) : [],
    digits: 1,
  }
}
