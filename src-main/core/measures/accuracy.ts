import type { Proportion } from '../../contract/measures.ts'
import { wilsonInterval } from './wilson.ts'

/**
 * A share of images with its 95 % Wilson interval; null of none. Accuracy: images whose largest logit is that of their true
 * class; top-5 accuracy: images whose true class is among the five largest.
 * Worked example: 584 right of 1,000: 0.584, interval [0.5532, 0.6142].
 */
export function proportion(correct: number, n: number): Proportion | null {
  return n === 0 ? null : { value: correct / n, correct, n, interval: wilsonInterval(correct, n) }
}

/** So many images of class `truth` were taken for `predicted`. */
interface ConfusionCell {
  readonly truth: number
  readonly predicted: number
  readonly count: number
}

/**
 * Accuracy of each class's own images (recall), by class index; null of a class without images.
 * Worked example: 8 of 10 cats and 1 of 4 dogs right: 0.8 and 0.25, their mean (balanced accuracy) 0.525.
 */
export function accuracyPerClass(cells: Iterable<ConfusionCell>, classes: number): (Proportion | null)[] {
  const counts = Array.from({ length: classes }, () => ({ correct: 0, n: 0 }))
  for (const { truth, predicted, count } of cells) {
    const own = counts[truth]
    if (!own) continue
    own.n += count
    if (truth === predicted) own.correct += count
  }
  return counts.map(({ correct, n }) => proportion(correct, n))
}
