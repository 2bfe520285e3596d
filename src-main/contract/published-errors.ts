import type { MethodChoice } from './method.ts'

/** An error rate that a paper gives, as a share of the images. */
interface PublishedError {
  /** Of the run on clean images alone, or of the other one. */
  readonly model: 'plain' | 'adversarial'
  /** `fgsm`: at ε = 0.25, with pixels that may leave [0, 1]. */
  readonly condition: 'clean' | 'fgsm'
  readonly error: number
}

/** Goodfellow, Shlens & Szegedy 2015, https://arxiv.org/abs/1412.6572: figure 2; sections 4 and 6 (240 units a layer). */
export const publishedErrors = {
  'goodfellow-logistic': [
    { model: 'plain', condition: 'clean', error: 0.016 },
    { model: 'plain', condition: 'fgsm', error: 0.99 },
  ],
  'goodfellow-maxout': [
    { model: 'plain', condition: 'clean', error: 0.0094 },
    { model: 'plain', condition: 'fgsm', error: 0.894 },
    { model: 'adversarial', condition: 'clean', error: 0.0084 },
    { model: 'adversarial', condition: 'fgsm', error: 0.179 },
  ],
} as const satisfies Readonly<Record<string, readonly PublishedError[]>>

/** An error with the digits that the paper gives: 0.0094 → `0.94 %`. */
export const publishedPercent = (error: number): string => `${Number((100 * error).toPrecision(4))} %`

/** The ε of the paper's MNIST experiments, in pixels of [0, 1]. */
export const goodfellowEpsilon = 0.25

/** FGSM at {@link goodfellowEpsilon}, whose pixels may leave [0, 1] as in the paper, or not (`in range`); PGD in range. */
export type GoodfellowCondition = 'clean' | 'fgsm' | 'fgsm in range' | 'pgd'

/** Which of the paper's conditions, or PGD at its ε, a condition is; null for any other. */
export function goodfellowConditionOf({ id, params }: MethodChoice): GoodfellowCondition | null {
  if (id === 'clean') return 'clean'
  if (params['epsilon'] !== goodfellowEpsilon) return null
  if (id === 'fgsm') return params['clip'] === false ? 'fgsm' : 'fgsm in range'
  return id === 'pgd' ? 'pgd' : null
}
