import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { registries } from '../../../src-main/core/catalog.ts'
import { constantsOf } from '../../../src-main/core/corruptions/by-severity.ts'
import { frostTextures } from '../../../src-main/core/corruptions/frost.ts'
import { gaussianNoiseC } from '../../../src-main/core/corruptions/gaussian-noise-c.ts'
import { imagenetC, imagenetCExtra } from '../../../src-main/core/corruptions/index.ts'
import { shotNoise } from '../../../src-main/core/corruptions/shot-noise.ts'
import { provideTexture } from '../../../src-main/core/corruptions/textures.ts'
import { createRandom } from '../../../src-main/core/random.ts'

/** Where noise made a gray image lighter. */
function lighter(severity: number, seed: number, image: number): readonly boolean[] {
  const values = new Float32Array(64 * 64 * 3).fill(128 / 255)
  gaussianNoiseC.apply({ severity }, values, [64, 64, 3], createRandom(seed, image))
  return Array.from(values, (value) => value > 128 / 255)
}

const agreement = (a: readonly boolean[], b: readonly boolean[]): number =>
  a.filter((each, i) => each === b[i]).length / a.length

/** A smooth picture with an edge, in whole levels. */
function picture(side: number): Float32Array {
  return Float32Array.from({ length: side * side * 3 }, (_, i) => {
    const [y, x, channel] = [Math.floor(i / 3 / side) / side, (Math.floor(i / 3) % side) / side, i % 3]
    const value = 0.5 + 0.3 * Math.sin(5 * x + channel) * Math.cos(4 * y) - (x + y > 1.2 ? 0.15 : 0)
    return Math.round(value * 255) / 255
  })
}

const ice = Uint8Array.from({ length: 600 * 300 * 3 }, (_, i) => (i * 7) % 253)
for (const name of frostTextures) provideTexture(name, { height: 300, width: 600, pixels: ice })

describe('corruptions by severity', () => {
  it('are the fifteen of mCE and the four for validation, each once in the catalog', () => {
    expect(imagenetC).toHaveLength(15)
    expect(imagenetCExtra).toHaveLength(4)
    const ids = registries.corruptions.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id } of [...imagenetC, ...imagenetCExtra]) expect(ids).toContain(id)
  })

  it('draw the same for one image, severity and seed, and anew for another of them', () => {
    const first = lighter(3, 1, 0)
    expect(lighter(3, 1, 0)).toEqual(first)
    // Half of the pixels are lighter, so independent draws agree on about half.
    for (const other of [lighter(4, 1, 0), lighter(3, 2, 0), lighter(3, 1, 1)]) {
      expect(Math.abs(agreement(first, other) - 0.5)).toBeLessThan(0.05)
    }
  })

  it('take the constants of 64 px up to 96 px, and those of 224 px above', () => {
    expect(constantsOf(shotNoise.recipe, 1, [96, 96, 3])).toBe(250)
    expect(constantsOf(shotNoise.recipe, 5, [64, 64, 3])).toBe(15)
    expect(constantsOf(shotNoise.recipe, 1, [97, 64, 3])).toBe(60)
    expect(constantsOf(shotNoise.recipe, 5, [224, 224, 3])).toBe(3)
  })

  it.each([...imagenetC, ...imagenetCExtra].map((corruption) => [corruption.id, corruption] as const))(
    '%s takes images of 112 px, gives whole levels and is stronger at 5 than at 1',
    (_, corruption) => {
      const clean = picture(112)
      const difference = (severity: number): number => {
        const values = clean.slice()
        const params = resolveParams(corruption, { severity })
        corruption.apply(params, values, [112, 112, 3], createRandom(2, 0))
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
        expect(values.every((value) => Math.abs(value * 255 - Math.round(value * 255)) < 1e-4)).toBe(true)
        return values.reduce((sum, value, i) => sum + Math.abs(value - (clean[i] as number)), 0)
      }
      // The first two severities of this one take colour away, the others add it.
      const weak = corruption.id === 'saturate' ? 3 : 1
      const strong = difference(5)
      // Elastic severities trade the affine map for the local one.
      if (corruption.id === 'elastic-transform') expect(strong).toBeGreaterThan(0)
      else expect(strong).toBeGreaterThan(difference(weak))
    },
  )
})
