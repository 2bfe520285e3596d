import { describe, expect, it } from 'vitest'
import {
  readCorruption,
  strengthParam,
  strengthScale,
  writeCorruption,
} from '../../../../src-renderer/lib/perturbation/corruption-strength.ts'
import { catalog } from '../../../../src-main/core/catalog.ts'

const entryOf = (id: string) => {
  const entry = catalog.corruptions.find((candidate) => candidate.id === id)
  if (!entry) throw new Error(`There is no corruption "${id}".`)
  return entry
}
const scaleOf = (id: string) => {
  const strength = strengthParam(entryOf(id))
  if (!strength) throw new Error(`"${id}" has no strength.`)
  return strengthScale(strength.param)
}

describe('the slider of a corruption', () => {
  it.each([
    ['gaussian-noise', 0, 0.5],
    ['salt-and-pepper', 0, 0.5],
    // A smaller count of photons is noisier.
    ['poisson-noise', 1024, 1],
    ['fog', 1, 5],
    ['random-patch', 0, 1],
  ])('%s goes from the weakest at the left to the strongest', (id, weakest, strongest) => {
    const scale = scaleOf(id)
    expect([scale.toValue(scale.min), scale.toValue(scale.max)]).toEqual([weakest, strongest])
    expect([scale.toPosition(weakest), scale.toPosition(strongest)]).toEqual([scale.min, scale.max])
  })

  it('comes back to a value that it gave, over orders of magnitude too', () => {
    for (const id of ['gaussian-noise', 'poisson-noise', 'snow']) {
      const scale = scaleOf(id)
      for (let at = scale.min; at <= scale.max; at += scale.step) {
        expect(scale.toPosition(scale.toValue(at))).toBeCloseTo(at, 0)
      }
    }
    expect(scaleOf('poisson-noise').toValue(50)).toBe(32)
  })

  it('has whole steps for a severity', () => {
    const scale = scaleOf('frost')
    expect([0, 1, 2, 3, 4].map(scale.toValue)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('a corruption in the address', () => {
  it('tells its strength and what is not at its default, and reads back', () => {
    const choice = readCorruption(catalog, 'random-patch:fill=gray')
    expect(choice).toEqual({ id: 'random-patch', params: { share: 0.2, fill: 'gray' } })
    if (!choice) return
    const text = writeCorruption(entryOf('random-patch'), choice)
    expect(text).toBe('random-patch:fill=gray,share=0.2')
    expect(readCorruption(catalog, text)).toEqual(choice)
  })

  it.each(['fgsm', 'nothing', 'fog:severity=9', ':'])('%s is none', (text) => {
    expect(readCorruption(catalog, text)).toBeNull()
  })
})
