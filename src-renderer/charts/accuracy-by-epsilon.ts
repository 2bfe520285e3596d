import { checksInWords, type EpsilonSweep, type Run } from '../../src-main/contract/index.ts'
import { accuracyOf } from '../lib/runs/accuracies.ts'
import { words } from '../lib/methods.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** Accuracy in percent against the strength of one attack, with 95 % intervals. */
export function accuracyByEpsilon(sweep: EpsilonSweep, runs: readonly Run[], baseline = ''): ChartModel {
  const lines = runs.flatMap((run): ChartSeries[] => {
    const points = (sweep.byRun.get(run.id) ?? []).map(({ epsilon, evaluation }) => ({
      x: epsilon,
      accuracy: accuracyOf(evaluation.correct ?? 0, evaluation.n),
      // Clean images stand at 0.
      ...(epsilon > 0 && { note: checksInWords(evaluation.checks) }),
    }))
    if (points.length === 0) return []
    const isBaseline = run.id === baseline
    return [
      {
        label: run.name,
        endLabel: isBaseline ? `${run.name} (baseline)` : run.name,
        color: run.color,
        run: run.id,
        isBaseline,
        stroke: 'solid',
        hasSquares: true,
        isFaint: false,
        points: points.map(({ accuracy, ...point }) => ({ ...point, y: accuracy.value * 100 })),
        band: points.flatMap(({ x, accuracy: { interval } }) =>
          interval ? [{ x, low: interval[0] * 100, high: interval[1] * 100 }] : [],
        ),
      },
    ]
  })
  const counts = new Set([...sweep.byRun.values()].flat().map(({ evaluation }) => evaluation.n))
  return {
    title: `Accuracy versus ${words(sweep.axis)}`,
    detail: `%, ${sweep.title}, 95 % band${counts.size === 1 ? `, n = ${[...counts][0]?.toLocaleString('en-US')}` : ''}`,
    series: lines,
    x: {
      min: 0,
      max: Math.max(...lines.flatMap((line) => line.points.map(({ x }) => x)), 0),
      title: words(sweep.axis),
      isWhole: false,
      format: sweep.format,
    },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
