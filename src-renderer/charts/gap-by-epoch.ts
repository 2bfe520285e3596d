import type { Run } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { differenceByEpoch } from './run-series.ts'

export interface GapSubject {
  readonly run: Run
  readonly series: RunSeries
}

/** Training minus validation accuracy in percentage points: clean solid, robust dotted. */
export function gapByEpoch(subjects: readonly GapSubject[]): ChartModel {
  const isSingle = subjects.length === 1
  const lines = subjects.flatMap(({ run, series }): ChartSeries[] => {
    const shared = { color: run.color, hasSquares: false, isFaint: false }
    const gap = (train: string, validation: string) => differenceByEpoch(series, train, validation, 100)
    return [
      {
        ...shared,
        label: isSingle ? 'clean gap' : run.name,
        endLabel: isSingle ? 'clean gap' : run.name,
        stroke: 'solid',
        points: gap(metricNames.trainAccuracy, metricNames.validationAccuracy),
      },
      {
        ...shared,
        label: isSingle ? 'robust gap' : `${run.name}, robust`,
        endLabel: isSingle ? 'robust gap' : null,
        stroke: 'dotted',
        points: gap(metricNames.attackedTrainAccuracy, metricNames.attackedValidationAccuracy),
      },
    ]
  })
  return {
    title: 'Gap by epoch',
    detail: 'pp, training minus validation accuracy; robust dotted',
    series: lines.filter((line) => line.points.length > 0),
    x: { min: 0, max: Math.max(1, ...subjects.map(({ run }) => run.config.epochs)), title: 'epoch', isWhole: true },
    y: { min: null, max: null, title: 'pp', isWhole: false },
    marks: [],
    digits: 1,
  }
}
