import { publishedErrors, publishedPercent, type GoodfellowCondition } from '../../contract/published-errors.ts'
import type { ClaimResult } from '../../contract/studies.ts'
import { wilsonInterval } from '../measures/wilson.ts'
import { intervalText, percent } from '../words.ts'
import { alpha, judgeBetterEach, notTested, type Judged, type Pair } from './judge.ts'
import type { Proportion } from './claims.ts'

export type GoodfellowStudy = keyof typeof publishedErrors

export type GoodfellowModel = 'plain' | 'adversarial'

/** Errors that the weights of a linear model say. */
export interface ClosedForm {
  readonly wrong: number
  /** Images so near the boundary that rounding in float32 decides them. */
  readonly undecided: number
  readonly n: number
}

export interface GoodfellowFigures {
  /** How many images a model gets wrong; null where it was not evaluated so. */
  wrong(model: GoodfellowModel, condition: GoodfellowCondition): Proportion | null
  /** The plain model (first) and the adversarial one on the same images. */
  models(condition: GoodfellowCondition): Pair | null
  /** The plain model's errors at ε = 0.25 as they follow from its weights; null where it is not linear, or not there. */
  readonly closedForm: ClosedForm | null
}

/** What the paper says of a share, by study, model and condition. */
const sentences: Readonly<Record<string, (share: string) => string>> = {
  'logistic:plain:clean': (share) =>
    `Logistic regression takes ${share} of clean threes and sevens for the other (figure 2).`,
  'logistic:plain:fgsm': (share) => `Under FGSM at ε = 0.25 it takes ${share} of them for the other (figure 2).`,
  'maxout:plain:clean': (share) =>
    `A maxout network with 240 units a layer and dropout gets ${share} of clean digits wrong (section 6).`,
  'maxout:plain:fgsm': (share) => `Under FGSM at ε = 0.25 it gets ${share} wrong (sections 4 and 6).`,
  'maxout:adversarial:clean': (share) =>
    `After adversarial training (α = 0.5) it gets ${share} of clean digits wrong (section 6).`,
  'maxout:adversarial:fgsm': (share) =>
    `After adversarial training it gets ${share} wrong under FGSM at ε = 0.25 (section 6).`,
}

/** What the paper says beside what was measured. */
export function goodfellowClaims(study: GoodfellowStudy, figures: GoodfellowFigures): ClaimResult[] {
  const isLogistic = study === 'goodfellow-logistic'
  return [
    ...publishedErrors[study].map(({ model, condition, error }) =>
      besidePublished(
        `${isLogistic ? 'logistic' : 'maxout'}:${model}:${condition}`,
        error,
        figures.wrong(model, condition),
      ),
    ),
    robustAfterwards(isLogistic, figures.models('fgsm')),
    ...(isLogistic ? [closedFormIsFgsm(figures), fgsmIsWorst(figures)] : []),
  ]
}

function besidePublished(id: string, error: number, wrong: Proportion | null): ClaimResult {
  return {
    id,
    claim: sentences[id]?.(publishedPercent(error)) ?? id,
    published: error,
    rule: "the paper's figure lies in our 95 % interval",
    unit: 'share',
    ...(wrong ? judgePublished(error, wrong) : notTested('The run was not evaluated so.')),
  }
}

function judgePublished(error: number, [wrong, n]: Proportion): Judged {
  const interval = wilsonInterval(wrong, n)
  const isInside = error >= interval[0] && error <= interval[1]
  const where = isInside ? '' : error < interval[0] ? ': more than in the paper' : ': less than in the paper'
  return {
    verdict: isInside ? 'holds' : 'does not hold',
    finding: `${percent(wrong / n)} ${intervalText(interval)} wrong${where}`,
    value: wrong / n,
    interval,
    n,
    p: null,
  }
}

/** Of section 5 the paper gives no figure, of section 6 both. */
function robustAfterwards(isLogistic: boolean, pair: Pair | null): ClaimResult {
  const { judged } = judgeBetterEach([pair])
  return {
    id: isLogistic ? 'logistic:worst-case' : 'maxout:adversarial',
    claim: isLogistic
      ? 'Trained on the exact worst case, logistic regression is more often right under FGSM at ε = 0.25 (section 5, without a figure).'
      : 'Adversarial training makes the network more often right under FGSM at ε = 0.25 (section 6).',
    rule: `its accuracy is higher, and the exact McNemar p is below ${alpha}`,
    unit: 'share',
    ...(judged[0] ?? notTested('Not both runs were evaluated so.')),
  }
}

function closedFormIsFgsm({ closedForm, wrong }: GoodfellowFigures): ClaimResult {
  const undecided = closedForm?.undecided ?? 0
  return {
    id: 'logistic:exact',
    claim: 'FGSM finds what the closed form y(w·x + b) < ε‖w‖₁ says (section 5).',
    rule: 'as many images are wrong as the weights say, but for those that rounding in float32 decides',
    unit: 'share',
    ...judgeCounts(closedForm && [closedForm.wrong, closedForm.n], wrong('plain', 'fgsm'), {
      words: [`by the closed form${undecided === 0 ? '' : ` (${undecided} within rounding)`}`, 'under FGSM'],
      holds: (first, second) => Math.abs(first - second) <= undecided,
    }),
  }
}

function fgsmIsWorst({ wrong }: GoodfellowFigures): ClaimResult {
  return {
    id: 'logistic:worst',
    claim: 'No perturbation in the ball is worse than FGSM for a linear model (figure 2): PGD-20 finds no more.',
    rule: 'of the same images, with pixels that stay in [0, 1], PGD gets no more wrong',
    unit: 'share',
    ...judgeCounts(wrong('plain', 'fgsm in range'), wrong('plain', 'pgd'), {
      words: ['under FGSM', 'under PGD'],
      holds: (single, many) => many <= single,
    }),
  }
}

function judgeCounts(
  first: Proportion | null,
  second: Proportion | null,
  { words, holds }: { readonly words: readonly [string, string]; holds(first: number, second: number): boolean },
): Judged {
  if (!first || !second || first[1] !== second[1]) return notTested('Not both are known on the same images.')
  const n = first[1]
  return {
    verdict: holds(first[0], second[0]) ? 'holds' : 'does not hold',
    finding: `${first[0]} of ${n} wrong ${words[0]}, ${second[0]} ${words[1]}`,
    value: second[0] / n,
    interval: wilsonInterval(second[0], n),
    n,
    p: null,
  }
}
