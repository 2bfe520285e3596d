import { independentDifference, type Difference } from './differences.ts'

/** Right images, of so many. */
type Counts = readonly [correct: number, n: number]

/**
 * Training minus validation accuracy, both measured in inference mode without augmentation, in [−1, 1], with the interval of
 * a difference of independent proportions; under the same attack at the same strength on both it is the robust
 * generalization gap. Not the running accuracy that a training loop logs, whose images are augmented and whose model changes
 * meanwhile.
 * Source: Rice, Wong and Kolter 2020, "Overfitting in adversarially robust deep learning", https://arxiv.org/abs/2002.11569.
 * Worked example: 978 of 1,000 training and 486 of 1,000 validation images right: 0.492.
 */
export function generalizationGap(train: Counts, validation: Counts): Difference {
  return independentDifference(train, validation)
}

/**
 * Best minus last robust validation accuracy of a training: what stopping at the best epoch would have saved, in [0, 1].
 * Source: Rice, Wong and Kolter 2020, section 3.
 * Worked example (their PreActResNet-18, CIFAR-10, L∞ 8/255): robust error 46.5 % at best, 54.4 % at last: 0.079.
 */
export function robustOverfitting(best: number, last: number): number {
  return best - last
}
