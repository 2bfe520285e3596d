import type { ClaimResult } from '../../contract/studies.ts'
import { pairedDifference } from '../measures/differences.ts'
import { mcNemarExact } from '../measures/mcnemar.ts'
import { pText } from '../words.ts'
import { alpha, describe, judgeBetterEach, notTested, type Judged, type Pair } from './judge.ts'

/** What a model of the study was trained by. */
export const robustModels = ['base', 'nsl', 'pgd', 'trades'] as const
export type RobustModel = (typeof robustModels)[number]

/** What the claims speak of. */
export type RobustCondition = 'clean' | 'pgd' | 'apgd-t'

export const modelTitles: Readonly<Record<RobustModel, string>> = {
  base: 'plain training',
  nsl: 'NSL adversarial regularization',
  pgd: 'PGD training',
  trades: 'TRADES',
}

export interface RobustFigures {
  /** A condition's name in words. */
  titleOf(condition: RobustCondition): string
  /** Two models under one condition; null where they were not both evaluated under it. */
  models(first: RobustModel, second: RobustModel, condition: RobustCondition): Pair | null
  /** One model under two conditions; null where it was not evaluated under both on the same images. */
  conditions(model: RobustModel, first: RobustCondition, second: RobustCondition): Pair | null
}

interface Comparison {
  readonly id: string
  /** The model that the claim says to be better. */
  readonly better: RobustModel
  readonly other: RobustModel
  readonly under: RobustCondition
  claim(title: string): string
}

const comparisons: readonly Comparison[] = [
  {
    ...{ id: 'madry:robust', better: 'pgd', other: 'base', under: 'pgd' },
    claim: (title) => `PGD training is more robust than plain training under ${title} (Madry et al. 2018).`,
  },
  {
    ...{ id: 'madry:clean', better: 'base', other: 'pgd', under: 'clean' },
    claim: () =>
      'Robustness is paid for: on clean images plain training is better than PGD training (Madry et al. 2018; Tsipras et al. 2019).',
  },
  {
    ...{ id: 'nsl:base', better: 'nsl', other: 'base', under: 'pgd' },
    claim: (title) => `NSL adversarial regularization is more robust than plain training under ${title}.`,
  },
  {
    ...{ id: 'nsl:pgd', better: 'pgd', other: 'nsl', under: 'pgd' },
    claim: (title) => `PGD training is more robust than NSL adversarial regularization under ${title}.`,
  },
  {
    ...{ id: 'zhang:pgd', better: 'trades', other: 'pgd', under: 'pgd' },
    claim: (title) => `TRADES is more robust than PGD training of as many epochs under ${title} (Zhang et al. 2019).`,
  },
  {
    ...{ id: 'zhang:apgd-t', better: 'trades', other: 'pgd', under: 'apgd-t' },
    claim: (title) => `TRADES is more robust than PGD training of as many epochs under ${title} (Zhang et al. 2019).`,
  },
]

/**
 * Who is more robust than whom, comparison by comparison: holds where the model that is said to be better is right more
 * often and the exact McNemar p, adjusted by Holm for the comparisons that could be made, is below 0.05.
 */
export function robustnessClaims(figures: RobustFigures): ClaimResult[] {
  const pairs = comparisons.map(({ better, other, under }) => figures.models(other, better, under))
  const { tested, judged } = judgeBetterEach(pairs)
  return comparisons.map(({ id, better, other, under, claim }, at) => {
    const title = figures.titleOf(under)
    return {
      id,
      claim: claim(title),
      rule: `the model that is said to be better is right more often, and the exact McNemar p, adjusted by Holm for ${tested} comparisons, is below ${alpha}`,
      unit: 'share',
      ...(judged[at] ??
        notTested(`Not both ${modelTitles[other]} and ${modelTitles[better]} were evaluated under ${title}.`)),
    }
  })
}

/**
 * "APGD-T is not weaker than PGD" (Croce and Hein 2020), model by model: holds where of the same images no more stay
 * right under it. A count, not a test: an attack that is to replace another must find what that one finds.
 */
export function strongerAttackClaims(figures: RobustFigures): ClaimResult[] {
  const [weak, strong] = [figures.titleOf('pgd'), figures.titleOf('apgd-t')]
  return robustModels.map((model) => {
    const pair = figures.conditions(model, 'pgd', 'apgd-t')
    return {
      id: `croce:${model}`,
      claim: `${strong} is not weaker than ${weak} against ${modelTitles[model]} (Croce and Hein 2020).`,
      rule: 'of the same images no more are classified rightly under the attack that is said to be stronger',
      unit: 'share',
      ...(pair
        ? judgeNotWeaker(pair)
        : notTested(`The model of ${modelTitles[model]} was not evaluated under both attacks.`)),
    }
  })
}

function judgeNotWeaker(pair: Pair): Judged {
  const { difference, interval } = pairedDifference(pair.fixed, pair.broken, pair.n)
  const p = mcNemarExact(pair.fixed, pair.broken)
  return {
    verdict: pair.correct[1] <= pair.correct[0] ? 'holds' : 'does not hold',
    finding: `${describe(pair, difference, interval)}, ${pText(p)}`,
    value: difference,
    interval,
    n: pair.n,
    p,
  }
}
