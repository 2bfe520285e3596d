import { describe, expect, it } from 'vitest'
import { MethodChoice, canonicalMethod, formatMethod, parseMethod } from '../../src-main/contract/method.ts'

describe('a method as text', () => {
  it('reads id, numbers, fractions, toggles and none', () => {
    expect(parseMethod('pgd:epsilon=2/255, steps=10,randomStart=true,limit=none')).toEqual({
      id: 'pgd',
      params: { epsilon: '2/255', steps: 10, randomStart: true, limit: null },
    })
    expect(parseMethod(' clean ')).toEqual({ id: 'clean', params: {} })
  })

  it('refuses what it cannot read, and says what it wants', () => {
    expect(() => parseMethod('fgsm:epsilon')).toThrow('Expected "param=value"')
    expect(() => parseMethod('')).toThrow('Expected "id:param=value,…"')
    expect(MethodChoice.safeParse('fgsm:epsilon').success).toBe(false)
  })

  it('writes k/255 only where that is exactly the number', () => {
    expect(formatMethod({ id: 'fgsm', params: { epsilon: 2 / 255 } })).toBe('fgsm:epsilon=2/255')
    expect(formatMethod({ id: 'fgsm', params: { epsilon: 0.5 / 255 } })).toBe('fgsm:epsilon=0.5/255')
    expect(formatMethod({ id: 'fgsm', params: { epsilon: 0.0078431 } })).toBe('fgsm:epsilon=0.0078431')
    expect(formatMethod({ id: 'pgd', params: { steps: 10, epsilon: 0.1 } })).toBe('pgd:epsilon=0.1,steps=10')
  })

  it('is the same canonical text whatever the order of the parameters', () => {
    const one = canonicalMethod({ id: 'pgd', params: { steps: 10, epsilon: 0.1 } })
    expect(canonicalMethod({ id: 'pgd', params: { epsilon: 0.1, steps: 10 } })).toBe(one)
  })
})
