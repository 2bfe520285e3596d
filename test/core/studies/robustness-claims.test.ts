import { describe, expect, it } from 'vitest'
import type { Pair } from '../../../src-main/core/studies/judge.ts'
import {
  robustnessClaims,
  strongerAttackClaims,
  type RobustFigures,
} from '../../../src-main/core/studies/robustness-claims.ts'

/** 500 images, 100 of them right in the first. */
const pair = (fixed: number, broken: number, ofFirst: string[] = [], ofSecond: string[] = []): Pair => ({
  ...{ n: 500, correct: [100, 100 + fixed - broken], fixed, broken },
  suspicions: [ofFirst, ofSecond],
})

/** Pairs by `first>second condition`, or `model first>second`; whoever is not named was not evaluated. */
const figures = (pairs: Readonly<Record<string, Pair>>): RobustFigures => ({
  titleOf: (condition) => condition.toUpperCase(),
  models: (first, second, condition) => pairs[`${first}>${second} ${condition}`] ?? null,
  conditions: (model, first, second) => pairs[`${model} ${first}>${second}`] ?? null,
})
const verdicts = (pairs: Readonly<Record<string, Pair>>) =>
  Object.fromEntries(robustnessClaims(figures(pairs)).map(({ id, verdict }) => [id, verdict]))

describe('claims about robust training', () => {
  it('hold where the better model is right more often beyond chance, and not where it is worse or may be equal', () => {
    expect(
      verdicts({
        'base>pgd pgd': pair(150, 10),
        // Plain training is said to be better on clean images.
        'pgd>base clean': pair(60, 20),
        'base>nsl pgd': pair(80, 10),
        'nsl>pgd pgd': pair(70, 20),
        'pgd>trades pgd': pair(21, 20),
        'pgd>trades apgd-t': pair(10, 40),
      }),
    ).toEqual({
      'madry:robust': 'holds',
      'madry:clean': 'holds',
      'nsl:base': 'holds',
      'nsl:pgd': 'holds',
      'zhang:pgd': 'does not hold',
      'zhang:apgd-t': 'does not hold',
    })
  })

  it('adjusts p by Holm for the comparisons that could be made', () => {
    // Exact McNemar of 22 against 9: p = 0.029.
    const alone = robustnessClaims(figures({ 'base>pgd pgd': pair(22, 9) }))
    expect(alone[0]).toMatchObject({ verdict: 'holds', n: 500, value: 0.026, p: expect.closeTo(0.0294, 3) as number })
    expect(alone[0]?.rule).toContain('for 1 comparisons')
    const among = robustnessClaims(figures({ 'base>pgd pgd': pair(22, 9), 'pgd>base clean': pair(10, 10) }))
    expect(among[0]).toMatchObject({ verdict: 'does not hold', p: expect.closeTo(0.0589, 3) as number })
  })

  it('names what was not evaluated', () => {
    const [, , , , , last] = robustnessClaims(figures({}))
    expect(last).toMatchObject({
      verdict: 'not tested here',
      finding: 'Not both PGD training and TRADES were evaluated under APGD-T.',
      n: null,
    })
  })
})

describe('a claim about a suspicious number', () => {
  it('says in its finding which number that is, and by which checks', () => {
    const [madry] = robustnessClaims(figures({ 'base>pgd pgd': pair(150, 10, [], ['One check', 'another one']) }))
    expect(madry?.finding).toMatch(/^48\.0 % \(suspicious: One check, another one\) against 20\.0 %: 28\.0 points \(/)
    const [croce] = strongerAttackClaims(figures({ 'base pgd>apgd-t': pair(0, 50, ['One check']) }))
    expect(croce?.finding).toMatch(/^10\.0 % against 20\.0 % \(suspicious: One check\): /)
  })
})

describe('"not weaker than PGD"', () => {
  it('holds where no more images stay right, whatever p, and fails by one image more', () => {
    const claims = strongerAttackClaims(
      figures({ 'base pgd>apgd-t': pair(0, 0), 'nsl pgd>apgd-t': pair(2, 30), 'pgd pgd>apgd-t': pair(3, 2) }),
    )
    expect(claims.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['croce:base', 'holds'],
      ['croce:nsl', 'holds'],
      ['croce:pgd', 'does not hold'],
      ['croce:trades', 'not tested here'],
    ])
  })
})
