import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { constantsOf, type SevereCorruption } from '../../../src-main/core/corruptions/by-severity.ts'
import { truncated } from '../../../src-main/core/corruptions/eight-bits.ts'
import { frostTextures } from '../../../src-main/core/corruptions/frost.ts'
import { imagenetC, imagenetCExtra } from '../../../src-main/core/corruptions/index.ts'
import { textureOf } from '../../../src-main/core/corruptions/textures.ts'
import type { Shape3 } from '../../../src-main/core/network/network.ts'
import { provideTextures } from '../../../src-main/engine/corruption-textures.ts'
import { decodeBytes } from '../../support/corruption-fixtures.ts'
import { fixtureFiles, greatestDifference, readJson, type EncodedArray } from '../../support/fixtures.ts'
import { formulaImage, formulaUnits } from '../../support/formula.ts'

interface Large {
  readonly size: number
  readonly stride: number
  readonly corruptions: Readonly<Record<string, Readonly<Record<string, EncodedArray>>>>
}

const all = [...imagenetC, ...imagenetCExtra] as unknown as readonly SevereCorruption<unknown, unknown>[]

/** Numbers in the place of the authors' random ones, call after call: those of test/reference/imagenet-c-fixtures.py. */
function stream(path: string) {
  const next = formulaUnits(path)
  const uniform = (low: number, high: number): number => Math.fround(low + (high - low) * next())
  const many = (count: number, draw: () => number): Float32Array => Float32Array.from({ length: count }, draw)
  return {
    next,
    uniform,
    integer: (low: number, high: number): number => Math.floor(low + (high - low) * next()),
    uniforms: (count: number, range: number) => many(count, () => uniform(-range, range)),
    normals: (count: number, mean: number, deviation: number) =>
      many(count, () => mean + deviation * Math.sqrt(12) * (next() - 0.5)),
  }
}

/** Draws in the order in which the authors make them. */
function drawsOf(name: string, constants: unknown, shape: Shape3, path: string): unknown {
  const [height, width, channels] = shape
  const draw = stream(path)
  const numbers = constants as readonly [number, number, number]
  switch (name) {
    case 'gaussian_noise':
    case 'speckle_noise':
      return draw.normals(height * width * channels, 0, constants as number)
    case 'shot_noise':
      return (mean: number) => Math.floor(mean + draw.next())
    case 'glass_blur': {
      const [, reach, rounds] = numbers
      const count = 2 * rounds * (height - 2 * reach) * (width - 2 * reach)
      return Int32Array.from({ length: count }, () => draw.integer(-reach, reach))
    }
    case 'frost': {
      const file = frostTextures[draw.integer(0, frostTextures.length)] as string
      const texture = textureOf(file)
      return { file, top: draw.integer(0, texture.height - height), left: draw.integer(0, texture.width - width) }
    }
    case 'fog':
      return (wobble: number) => draw.uniform(-wobble, wobble)
    case 'elastic_transform': {
      const corners = draw.uniforms(6, numbers[2] * height)
      return { corners, dx: draw.uniforms(height * width, 1), dy: draw.uniforms(height * width, 1) }
    }
    case 'spatter':
      return draw.normals(height * width, numbers[0], numbers[1])
    default:
      return undefined
  }
}

beforeAll(() =>
  provideTextures({ id: 'frost', params: {} }, resolve(import.meta.dirname, '../../../resources/corruptions')),
)

const files = fixtureFiles('corruptions').filter(({ name }) => name.startsWith('large'))

describe.each(files.map(({ name, path }) => [name, readJson<Large>(path)] as const))(
  'corruptions of large images: %s',
  (_, { size, stride, corruptions }) => {
    const image = Uint8Array.from(formulaImage(0, size))
    const shape: Shape3 = [size, size, 3]
    const cases = Object.entries(corruptions).flatMap(([name, severities]) =>
      Object.entries(severities).map(([severity, output]) => [name, Number(severity), decodeBytes(output)] as const),
    )

    it.each(cases)("%s, severity %d, is the authors' to one level", (name, severity, output) => {
      const id = name === 'gaussian_noise' ? 'gaussian-noise-c' : name.replaceAll('_', '-')
      const { recipe } = all.find((corruption) => corruption.id === id) as (typeof all)[number]
      const constants = constantsOf(recipe, severity, shape)
      const draws = drawsOf(name, constants, shape, `${name}/${severity}`)
      const ours = truncated(recipe.render(constants, image, shape, draws))
      const kept = Uint8Array.from({ length: output.length }, (_, i) => ours[i * stride] as number)
      expect(greatestDifference(kept, output)).toBeLessThanOrEqual(1)
    })
  },
)
