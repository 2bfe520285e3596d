import { describe, expect, it } from 'vitest'
import { pixelUnits, type CatalogEntry } from '../../../../src-main/contract/index.ts'
import { flipWords } from '../../../../src-renderer/lib/perturbation/flip-words.ts'
import {
  epsilonScale,
  epsilonText,
  rangesOf,
  readStrength,
  slidingAttacks,
  stepped,
  usualRange,
  writeStrength,
} from '../../../../src-renderer/lib/perturbation/strength.ts'
import { catalog } from '../../support/samples.ts'

const entryOf = (id: string): CatalogEntry => slidingAttacks(catalog).find((entry) => entry.id === id) as CatalogEntry

describe('the strength of an attack', () => {
  it('is of those attacks alone whose strength is one number', () => {
    const ids = slidingAttacks(catalog).map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['fgsm', 'pgd', 'pgd-l2', 'apgd-ce', 'square']))
    expect(ids).not.toContain('deepfool')
    expect(ids).not.toContain('minimal-epsilon')
    expect(ids).not.toContain('adversarial-neighbor')
  })

  it('is read from the address and written there', () => {
    const strength = readStrength(catalog, 'pgd:epsilon=4/255,steps=20')
    expect(strength).toMatchObject({ params: { steps: 20 }, epsilon: 4 / 255 })
    expect(strength && writeStrength(strength)).toBe('pgd:epsilon=4/255,steps=20')
    expect(readStrength(catalog, 'fgsm')?.epsilon).toBe(8 / 255)
    for (const text of ['deepfool', 'fgsm:epsilon=300', 'fgsm:nothing=1', '', 'clean']) {
      expect(readStrength(catalog, text)).toBeNull()
    }
  })

  it('goes up to 16/255, or further where it begins there', () => {
    const fgsm = entryOf('fgsm')
    expect(rangesOf(fgsm).map(pixelUnits)).toEqual(['4/255', '8/255', '16/255', '32/255', '64/255'])
    expect([8, 16, 17, 200].map((k) => usualRange(fgsm, k / 255) * 255)).toEqual([16, 16, 32, 64])
    expect(rangesOf(entryOf('pgd-l2'))).toEqual([0.5, 1, 2, 4])
  })

  it('moves by a quarter of 1/255, from between two steps to the next', () => {
    const scale = epsilonScale(entryOf('fgsm'), 16 / 255)
    expect([scale.min, scale.max, scale.step]).toEqual([0, 16, 0.25])
    const k = (epsilon: number, by: 1 | -1): number => stepped(scale, epsilon / 255, by) * 255
    expect(k(2, 1)).toBeCloseTo(2.25, 9)
    expect(k(2, -1)).toBeCloseTo(1.75, 9)
    expect(k(1.29, 1)).toBeCloseTo(1.5, 9)
    expect(k(1.29, -1)).toBeCloseTo(1.25, 9)
    expect([k(16, 1), k(0, -1)]).toEqual([16, 0])
    const length = epsilonScale(entryOf('pgd-l2'), 2)
    expect(length.toValue(length.max)).toBe(2)
  })

  it('and the flip point are told in the units of the attack', () => {
    const [fgsm, l2] = [entryOf('fgsm'), entryOf('pgd-l2')]
    expect(epsilonText(fgsm, 1.29 / 255)).toBe('1.29/255')
    expect(epsilonText(l2, 0.5)).toBe('0.5')
    const flip = { epsilon: null, tolerance: 0, maxEpsilon: 16 / 255 }
    expect(flipWords(flip, fgsm)).toBe('does not flip up to 16/255')
    expect(flipWords({ ...flip, epsilon: 1.29 / 255 }, fgsm)).toBe('1.29/255')
    expect(flipWords({ ...flip, epsilon: 0 }, fgsm)).toContain('as it is')
  })
})
