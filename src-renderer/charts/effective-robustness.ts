import type { EffectiveRobustness } from '../../src-main/contract/index.ts'
import { signedPoints } from '../lib/format.ts'
import type { ChartModel, ChartSeries } from './model.ts'

const whole = { color: null, hasSquares: false, isFaint: true, endLabel: null } as const

/**
 * Accuracy on shifted images against clean accuracy, a point a run, with the line of the runs that it was fitted to: what
 * stands above it is effective robustness (Taori et al. 2020, figure 1, here on linear axes, where the line bends).
 */
export function effectiveScatter(
  { rows, line }: EffectiveRobustness,
  { shift, colorOf, baseline = '' }: { shift: string; colorOf: (run: string) => number; baseline?: string },
): ChartModel {
  const points = rows.map((row): ChartSeries => ({
    ...{ run: row.run, label: row.name, color: colorOf(row.run), isBaseline: row.run === baseline },
    endLabel: row.name,
    // Circles: the line is theirs.
    ...{ stroke: 'solid', hasSquares: !row.isFitted, isFaint: false, isScattered: true },
    points: [
      {
        x: row.clean.value * 100,
        y: row.shifted.value * 100,
        ...(row.effective && { note: `effective robustness ${signedPoints(row.effective.value)} pp` }),
      },
    ],
  }))
  const others = (line?.through ?? [])
    .filter(({ run }) => !rows.some((row) => row.run === run))
    .map(({ name, clean, shifted }): ChartSeries => ({
      ...{ label: name, endLabel: null, color: null, stroke: 'solid', hasSquares: false, isFaint: false },
      ...{ isScattered: true, points: [{ x: clean * 100, y: shifted * 100, note: 'not compared here' }] },
    }))
  const curve = line && {
    ...whole,
    label: 'the line',
    stroke: 'dashed' as const,
    points: Array.from({ length: 99 }, (_, at) => {
      const clean = (at + 1) / 100
      return { x: at + 1, y: 100 / (1 + Math.exp(-(line.slope * Math.log(clean / (1 - clean)) + line.intercept))) }
    }),
  }
  const noDrop: ChartSeries = {
    ...{ ...whole, label: 'nothing lost', stroke: 'dotted' },
    points: [
      { x: 0, y: 0 },
      { x: 100, y: 100 },
    ],
  }
  const fitted = line ? `dashed: expected by ${line.through.length} runs (circles); ` : ''
  return {
    title: `Accuracy under ${shift} against clean accuracy`,
    detail: `%, ${fitted}dotted: nothing lost`,
    series: points.length === 0 ? [] : [...points, ...others, ...(curve ? [curve] : []), noDrop],
    x: { min: 0, max: 100, title: 'clean accuracy, %', isWhole: true },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
