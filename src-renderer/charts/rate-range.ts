import type { RateRange } from '../../src-main/contract/index.ts'
import type { ChartModel } from './model.ts'

/** Loss while the learning rate rises, over the rate's decades; a mark where it falls fastest. */
export function rateRangeChart({ points, suggestion }: RateRange): ChartModel {
  const decade = (rate: number): number => Math.log10(rate)
  const shown = points.filter(({ loss, rate }) => Number.isFinite(loss) && rate > 0)
  const xs = shown.map(({ rate }) => decade(rate))
  return {
    title: 'Loss by learning rate',
    detail: 'nats, by log₁₀ of the rate',
    series: [
      {
        label: 'loss',
        endLabel: null,
        color: null,
        stroke: 'solid',
        hasSquares: false,
        isFaint: false,
        points: shown.map(({ rate, loss }) => ({ x: decade(rate), y: loss })),
      },
    ],
    x: {
      min: xs.length === 0 ? null : Math.floor(Math.min(...xs)),
      max: xs.length === 0 ? null : Math.ceil(Math.max(...xs)),
      title: 'log₁₀ rate',
      isWhole: true,
    },
    y: { min: null, max: null, title: 'nats', isWhole: false },
    marks: suggestion === null ? [] : [{ x: decade(suggestion), label: 'steepest descent' }],
    digits: 3,
  }
}
