import type { GradientLine } from '../../src-main/contract/index.ts'
import { readFloats } from '../components/images/pixel-image.ts'
import { classNameOf } from '../lib/class-name.ts'
import { rowsOf, shownClasses } from '../lib/perturbation/line-classes.ts'
import type { ChartMark, ChartModel, ChartSeries } from './model.ts'

interface Along {
  readonly line: GradientLine
  /** The class that the attack moves away from. */
  readonly label: number
  readonly names: readonly string[]
  readonly epsilon: number
  readonly flip: number | null
}

const directions = {
  infinity: '±ε · sign of the gradient',
  l2: '±ε · gradient / its length',
  l1: '±ε · the most sensitive values',
} as const

/**
 * Logits of the top classes of one image along the gradient of its loss, as Goodfellow et al. 2015, figure 4: the class
 * that is left in the text colour, with marks where the slider stands and where the image flips.
 */
export function logitsAlongGradient({ line, label, names, epsilon, flip }: Along): ChartModel {
  const { epsilons, norm } = line
  const rows = rowsOf(readFloats(line.logits), epsilons.length)
  const series = shownClasses(rows, label).map((index, place): ChartSeries => {
    const name = classNameOf(names, index)
    return {
      label: name,
      endLabel: name,
      color: index === label ? null : place,
      stroke: 'solid',
      hasSquares: false,
      isFaint: false,
      points: epsilons.map((x, i) => ({ x, y: rows[i]?.[index] ?? Number.NaN })),
    }
  })
  const marks: ChartMark[] = [{ x: epsilon, label: 'the slider' }]
  if (flip !== null && flip > 0) marks.push({ x: flip, label: 'flips' })
  return {
    title: 'Logits along the gradient',
    detail: `image ${directions[norm]} of the loss of ${classNameOf(names, label)}, in [0, 1]`,
    series,
    x: {
      min: epsilons[0] ?? null,
      max: epsilons.at(-1) ?? null,
      title: 'epsilon',
      isWhole: false,
      format: norm === 'infinity' ? 'pixel' : 'number',
    },
    y: { min: lowest(series), max: null, title: 'logit', isWhole: false },
    marks,
    digits: 3,
  }
}

/** A whole number below all points, so that the axis need not reach down to zero. */
const lowest = (series: readonly ChartSeries[]): number =>
  Math.floor(Math.min(0, ...series.flatMap(({ points }) => points.map(({ y }) => y))))
