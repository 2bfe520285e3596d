import { goodfellowConditionOf, publishedPercent, type Run } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** A run, its curves, and the error under the attack that a paper gives for it. */
export interface PublishedRun {
  readonly run: Run
  readonly series: RunSeries
  readonly published: number
}

/** Whether a run's monitor attacks as the paper does, so that its curve may stand beside the paper's errors. */
export const monitorsFgsm = ({ config: { monitor } }: Run): boolean =>
  monitor.attack !== null && goodfellowConditionOf(monitor.attack) === 'fgsm'

/** Error on the monitor's validation images under the paper's FGSM, where that is monitored, with the paper's as dotted lines. */
export function errorByEpoch(runs: readonly PublishedRun[]): ChartModel {
  const last = Math.max(1, ...runs.map(({ run }) => run.config.epochs))
  const line = (part: Pick<ChartSeries, 'label' | 'color' | 'stroke' | 'hasSquares' | 'points'>): ChartSeries => ({
    ...part,
    endLabel: part.label,
    isFaint: false,
  })
  const series = runs.flatMap(({ run, series: own, published }): ChartSeries[] => [
    {
      ...line({
        label: run.config.objective.id === 'cross-entropy' ? 'plain' : 'adversarial',
        ...{ color: run.color, stroke: 'solid', hasSquares: true },
        points: ((monitorsFgsm(run) && own.get(metricNames.attackedValidationAccuracy)) || []).map(
          ({ epoch, value }) => ({
            x: epoch,
            y: 100 * (1 - value),
          }),
        ),
      }),
      run: run.id,
    },
    line({
      label: `paper ${publishedPercent(published)}`,
      ...{ color: run.color, stroke: 'dotted', hasSquares: false },
      points: [0, last].map((x) => ({ x, y: 100 * published })),
    }),
  ])
  return {
    title: 'Error under FGSM by epoch',
    detail: '%, on the monitor’s validation images; dotted: the paper, after training',
    series,
    x: { min: 0, max: last, title: 'epoch', isWhole: true },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
