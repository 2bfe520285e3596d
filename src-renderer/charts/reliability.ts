import type { Calibration, ReliabilityBin } from '../../src-main/contract/index.ts'
import { count, percent } from '../lib/format.ts'
import type { ChartModel, ChartSeries } from './model.ts'

export interface CalibratedRun {
  readonly run: string
  readonly name: string
  readonly color: number
  readonly calibration: Calibration
}

/** Which probabilities: as the model gave them, or on the half that the temperature was not fitted to, before and after. */
export const calibrationStages = [
  { value: 'all', title: 'as they are' },
  { value: 'before', title: 'other half' },
  { value: 'after', title: 'scaled' },
] as const
export type CalibrationStage = (typeof calibrationStages)[number]['value']

/** What is known at this stage; null where no temperature was. */
export const figuresAt = ({ all, scaled }: Calibration, stage: CalibrationStage) =>
  stage === 'all' ? all : (scaled?.[stage] ?? null)

const axis = { min: 0, max: 100, isWhole: true } as const

/** A reliability diagram: accuracy by confidence in 15 bins, a line a run; on the diagonal probabilities are true. */
export function reliability(runs: readonly CalibratedRun[], stage: CalibrationStage, baseline = ''): ChartModel {
  const lines = runs.flatMap(({ run, name, color, calibration }): ChartSeries[] => {
    const figures = figuresAt(calibration, stage)
    if (!figures) return []
    return [
      {
        ...{ run, color, label: name, isBaseline: run === baseline },
        endLabel: run === baseline ? `${name} (baseline)` : name,
        ...{ stroke: 'solid', hasSquares: true, isFaint: false },
        points: figures.bins.filter(({ n }) => n > 0).map(pointOf),
      },
    ]
  })
  return {
    title: 'Reliability',
    detail: 'accuracy in % by confidence in %, 15 bins of equal width; dotted: as sure as right',
    series: lines.length === 0 ? [] : [...lines, diagonal],
    x: { ...axis, title: 'confidence, %' },
    y: { ...axis, title: '%' },
    marks: [],
    digits: 1,
  }
}

const pointOf = ({ n, confidence, accuracy }: ReliabilityBin) => ({
  x: confidence * 100,
  y: accuracy * 100,
  note: `${count(n)} image${n === 1 ? '' : 's'}, confidence ${percent(confidence)}`,
})

const diagonal: ChartSeries = {
  ...{ label: 'as sure as right', endLabel: null, color: null, stroke: 'dotted' },
  ...{ hasSquares: false, isFaint: true },
  points: [
    { x: 0, y: 0 },
    { x: 100, y: 100 },
  ],
}
