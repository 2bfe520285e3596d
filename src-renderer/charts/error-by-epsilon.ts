import type { LinearModel } from '../../src-main/contract/index.ts'
import { count } from '../lib/format.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** Error rate of a linear model against the radius of the L∞ ball, in closed form; squares are evaluations under FGSM. */
export function errorByEpsilon({ errors, evaluated, n }: LinearModel, epsilon: number): ChartModel {
  const percentOf = (wrong: number): number => (100 * wrong) / n
  const line = (label: string, which: 'unclipped' | 'clipped'): ChartSeries => ({
    label,
    endLabel: null,
    color: null,
    stroke: which === 'unclipped' ? 'solid' : 'dashed',
    hasSquares: false,
    isFaint: false,
    points: errors.map((point) => ({ x: point.epsilon, y: percentOf(point[which]) })),
  })
  const measured: ChartSeries = {
    ...line('FGSM, as evaluated', 'unclipped'),
    hasSquares: true,
    isScattered: true,
    points: evaluated
      .map((it) => ({ x: it.epsilon, y: (100 * it.wrong) / it.n, note: it.clip ? 'clipped' : 'not clipped' }))
      .toSorted((a, b) => a.x - b.x),
  }
  return {
    title: 'Error by epsilon',
    detail: `%, worst case in closed form: solid beyond [0, 1], dashed within; squares FGSM; n = ${count(n)}`,
    series: [
      line('Pixels may leave [0, 1]', 'unclipped'),
      line('Pixels stay in [0, 1]', 'clipped'),
      ...(measured.points.length > 0 ? [measured] : []),
    ],
    x: { min: 0, max: errors.at(-1)?.epsilon ?? null, title: 'epsilon', isWhole: false },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [{ x: epsilon, label: 'the slider' }],
    digits: 1,
  }
}
