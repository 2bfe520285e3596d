import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { evaluationPasses, passesPerStep } from '../../../src-main/core/studies/evaluation-passes.ts'

const config = (objective: string) => ({ objective: parseMethod(objective) })
/** So many images that checks of a hundred count for nothing. */
const passes = (condition: string, objective: string, images = 1e12) =>
  evaluationPasses(parseMethod(condition), config(objective), { classes: 20, images })

describe('evaluationPasses', () => {
  it('counts a pass forward as a third, and every step of an attack that goes on for all images', () => {
    expect(passes('clean', 'cross-entropy')).toEqual({ likely: 1 / 3, most: 1 / 3 })
    expect(passes('gaussian-noise', 'trades').most).toBeCloseTo(1 / 3, 9)
    const pgd = passes('pgd:steps=20', 'trades')
    expect(pgd.most).toBeCloseTo(20 + 1 / 3, 6)
    expect(pgd.likely).toBeCloseTo(pgd.most, 6)
  })

  it('takes fewer images to stand under an attack that leaves out what it found, fewest in a model trained plainly', () => {
    const [plain, robust] = [passes('apgd-t', 'cross-entropy'), passes('apgd-t', 'trades')]
    // Nine targets of 100 steps and one pass before them.
    expect(robust.most).toBeGreaterThan(9 * 101)
    expect(plain.most).toBe(robust.most)
    expect(plain.likely).toBeLessThan(robust.likely)
    expect(robust.likely).toBeLessThan(robust.most / 2)
  })

  it('adds what checks of a hundred images may take, and nothing where nothing is attacked', () => {
    const [few, many] = [passes('fgsm', 'trades', 100), passes('fgsm', 'trades', 1000)]
    expect(few.most - 4 / 3).toBeCloseTo(10 * (many.most - 4 / 3), 6)
    expect(few.likely).toBeLessThan(few.most)
    // PGD of 20 and 40 steps at least.
    expect(few.most).toBeGreaterThan(60)
    expect(passes('poisson-noise', 'trades', 100)).toEqual(passes('clean', 'trades', 100))
  })
})

describe('passesPerStep', () => {
  it.each([
    ['cross-entropy', 1],
    ['adversarial-regularization', 2],
    // Five steps, the loss, and the clean images for their curve.
    ['adversarial-training:steps=5', 6 + 1 / 3],
    // Five steps, the loss of three passes, and the clean images for the divergence.
    ['trades:steps=5', 8 + 1 / 3],
  ])('%s: %f', (objective, expected) => {
    expect(passesPerStep(config(objective))).toBeCloseTo(expected, 9)
  })
})
