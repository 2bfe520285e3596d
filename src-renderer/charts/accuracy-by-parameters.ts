import type { Run } from '../../src-main/contract/index.ts'
import type { Accuracy } from '../lib/runs/accuracies.ts'
import type { ChartModel } from './model.ts'

export interface ParametersSubject {
  readonly run: Run
  readonly clean: Accuracy | null
  readonly robust: Accuracy | null
}

/** One point a run, clean a circle and robust a square, against the number of its parameters. */
export function accuracyByParameters(subjects: readonly ParametersSubject[], baseline = ''): ChartModel {
  const lines = subjects.flatMap(({ run, clean, robust }) => {
    const point = (accuracy: Accuracy | null, isRobust: boolean) =>
      accuracy === null || run.parameters === null
        ? []
        : [
            {
              label: isRobust ? `${run.name}, robust` : run.name,
              endLabel: isRobust ? null : run.name,
              color: run.color,
              run: run.id,
              isBaseline: run.id === baseline,
              stroke: 'solid' as const,
              hasSquares: isRobust,
              isFaint: false,
              isScattered: true,
              points: [{ x: run.parameters, y: accuracy.value * 100 }],
            },
          ]
    return [...point(clean, false), ...point(robust, true)]
  })
  const counts = lines.map((line) => line.points[0]?.x ?? 1)
  const isWide = Math.max(...counts) > 5 * Math.min(...counts)
  return {
    title: 'Accuracy against parameters',
    detail: '%, clean circles, robust squares',
    series: lines,
    x: {
      min: isWide ? 10 ** Math.floor(Math.log10(Math.min(...counts))) : 0,
      max: counts.length === 0 ? null : isWide ? Math.max(...counts) * 1.6 : Math.max(...counts) * 1.15,
      title: 'parameters',
      isWhole: false,
      format: 'parameters',
      isLogarithmic: isWide,
    },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
