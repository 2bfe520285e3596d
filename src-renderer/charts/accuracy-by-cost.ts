import { checksInWords, type Run } from '../../src-main/contract/index.ts'
import type { Accuracy } from '../lib/runs/accuracies.ts'
import type { AxisFormat, ChartModel } from './model.ts'

/** What accuracy is bought with. Throughput and memory are those of training with the run's batch. */
export const costs = [
  { value: 'parameters', title: 'parameters', format: 'parameters' },
  { value: 'multiplyAdds', title: 'multiply-adds', format: 'parameters' },
  { value: 'imagesPerSecond', title: 'images/s', format: 'number' },
  { value: 'memoryBytes', title: 'memory', format: 'bytes' },
] as const satisfies readonly { value: string; title: string; format: AxisFormat }[]
export type Cost = (typeof costs)[number]['value']

export interface CostSubject {
  readonly run: Run
  readonly clean: Accuracy | null
  readonly robust: Accuracy | null
  /** Null where it is not known yet. */
  readonly costs: Readonly<Record<Cost, number | null>>
}

/** One point a run, clean a circle and robust a square, against what its network costs. */
export function accuracyByCost(subjects: readonly CostSubject[], cost: Cost, baseline = ''): ChartModel {
  const { title, format } = costs.find(({ value }) => value === cost) ?? costs[0]
  const lines = subjects.flatMap(({ run, clean, robust, costs: own }) => {
    const x = own[cost]
    const point = (accuracy: Accuracy | null, isRobust: boolean) =>
      accuracy === null || x === null
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
              points: [
                { x, y: accuracy.value * 100, ...(accuracy.checks && { note: checksInWords(accuracy.checks) }) },
              ],
            },
          ]
    return [...point(clean, false), ...point(robust, true)]
  })
  const values = lines.map((line) => line.points[0]?.x ?? 1)
  const isWide = Math.max(...values) > 5 * Math.min(...values)
  return {
    title: `Accuracy against ${title}`,
    detail: '%, clean circles, robust squares',
    series: lines,
    x: {
      min: isWide ? 10 ** Math.floor(Math.log10(Math.min(...values))) : 0,
      max: values.length === 0 ? null : isWide ? Math.max(...values) * 1.6 : Math.max(...values) * 1.15,
      title,
      isWhole: false,
      format,
      isLogarithmic: isWide,
    },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
