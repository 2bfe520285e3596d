import { describe, expect, it } from 'vitest'
import type { Proportion } from '../../../src-main/core/studies/claims.ts'
import { goodfellowClaims, type GoodfellowFigures } from '../../../src-main/core/studies/goodfellow-claims.ts'

/** Wrong of 400, by `model condition`; whatever is not named was not evaluated. */
const figures = (
  wrong: Readonly<Record<string, number>>,
  closedForm: number | null = null,
  pair: readonly [fixed: number, broken: number] | null = null,
  undecided = 0,
): GoodfellowFigures => ({
  wrong: (model, condition): Proportion | null => {
    const found = wrong[`${model} ${condition}`]
    return found === undefined ? null : [found, 400]
  },
  models: () =>
    pair && { n: 400, correct: [4, 4 + pair[0] - pair[1]], fixed: pair[0], broken: pair[1], suspicions: [[], []] },
  closedForm: closedForm === null ? null : { wrong: closedForm, undecided, n: 400 },
})
const byId = (claims: ReturnType<typeof goodfellowClaims>) =>
  Object.fromEntries(claims.map((claim) => [claim.id, claim]))

describe('claims of Goodfellow 2015 about logistic regression', () => {
  it("hold where the paper's figures lie in our intervals, FGSM is the closed form, and PGD finds no more", () => {
    const wrong = { 'plain clean': 7, 'plain fgsm': 398, 'plain fgsm in range': 370, 'plain pgd': 370 }
    const claims = byId(goodfellowClaims('goodfellow-logistic', figures(wrong, 398, [250, 1])))
    expect(Object.values(claims).map(({ verdict }) => verdict)).toEqual(Array(5).fill('holds'))
    // Wilson, 7 of 400: 0.85 to 3.57 %.
    expect(claims['logistic:plain:clean']).toMatchObject({
      ...{ published: 0.016, value: 0.0175, n: 400 },
      interval: [expect.closeTo(0.0085, 4), expect.closeTo(0.0357, 4)],
    })
    expect(claims['logistic:exact']?.finding).toBe('398 of 400 wrong by the closed form, 398 under FGSM')
  })

  it('allow the closed form and FGSM as many images apart as rounding decides, and say so', () => {
    const exact = (undecided: number) =>
      byId(goodfellowClaims('goodfellow-logistic', figures({ 'plain fgsm': 397 }, 399, null, undecided)))[
        'logistic:exact'
      ]
    expect([exact(0), exact(1), exact(2)].map((claim) => claim?.verdict)).toEqual([
      ...['does not hold', 'does not hold', 'holds'],
    ])
    expect(exact(2)?.finding).toBe('399 of 400 wrong by the closed form (2 within rounding), 397 under FGSM')
  })

  it('do not hold where they lie outside, and say on which side', () => {
    const wrong = { 'plain clean': 40, 'plain fgsm': 360, 'plain fgsm in range': 350, 'plain pgd': 352 }
    const claims = byId(goodfellowClaims('goodfellow-logistic', figures(wrong, 361, [3, 4])))
    expect(Object.values(claims).map(({ verdict }) => verdict)).toEqual(Array(5).fill('does not hold'))
    expect(claims['logistic:plain:clean']?.finding).toContain('more than in the paper')
    expect(claims['logistic:plain:fgsm']?.finding).toContain('less than in the paper')
  })
})

describe('claims of Goodfellow 2015 about a maxout network', () => {
  it('are four figures and a comparison, and say what was not tested', () => {
    const claims = goodfellowClaims('goodfellow-maxout', figures({ 'plain fgsm': 360, 'adversarial fgsm': 70 }))
    expect(claims[0]?.claim).toContain('gets 0.94 % of clean digits wrong')
    expect(claims.map(({ id, published, verdict }) => [id, published, verdict])).toEqual([
      ['maxout:plain:clean', 0.0094, 'not tested here'],
      ['maxout:plain:fgsm', 0.894, 'holds'],
      ['maxout:adversarial:clean', 0.0084, 'not tested here'],
      ['maxout:adversarial:fgsm', 0.179, 'holds'],
      ['maxout:adversarial', undefined, 'not tested here'],
    ])
  })
})
