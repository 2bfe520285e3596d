import type { ReplayStep } from '../../src-main/contract/index.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** What an attack climbs, step by step, with a mark where the replay stands. */
export function lossByAttackStep(steps: readonly ReplayStep[], at: number, name: string): ChartModel {
  const loss: ChartSeries = {
    label: `loss of ${name}`,
    endLabel: null,
    color: null,
    stroke: 'solid',
    hasSquares: true,
    isFaint: false,
    points: steps.map((it) => ({ x: it.step, y: it.loss })),
  }
  return {
    title: 'Loss by step',
    detail: `nats, cross-entropy of ${name}`,
    series: [loss],
    x: { min: 0, max: steps.at(-1)?.step ?? 1, title: 'step', isWhole: true },
    y: { min: null, max: null, title: 'nats', isWhole: false },
    marks: [{ x: steps[at]?.step ?? 0, label: 'shown' }],
    digits: 3,
  }
}
