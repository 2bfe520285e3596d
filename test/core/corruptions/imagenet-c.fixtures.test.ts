import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SevereCorruption } from '../../../src-main/core/corruptions/by-severity.ts'
import { constantsOf } from '../../../src-main/core/corruptions/by-severity.ts'
import { defocusKernel } from '../../../src-main/core/corruptions/defocus-blur.ts'
import { truncated } from '../../../src-main/core/corruptions/eight-bits.ts'
import { cutFrost, frostAt } from '../../../src-main/core/corruptions/frost.ts'
import { imagenetC, imagenetCExtra } from '../../../src-main/core/corruptions/index.ts'
import { throughJpeg } from '../../../src-main/core/corruptions/jpeg.ts'
import { motionBlur } from '../../../src-main/core/corruptions/motion.ts'
import { plasma } from '../../../src-main/core/corruptions/plasma.ts'
import type { Shape3 } from '../../../src-main/core/network/network.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { provideTextures } from '../../../src-main/engine/corruption-textures.ts'
import {
  decodeBytes,
  measure,
  measureNames,
  readCorruptionFixtures,
  type GivenDraws,
} from '../../support/corruption-fixtures.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'

type AnyCorruption = SevereCorruption<unknown, unknown>

const all = [...imagenetC, ...imagenetCExtra] as unknown as readonly AnyCorruption[]
const fixtures = readCorruptionFixtures()
const clean = fixtures.images.map(({ pixels }) => decodeBytes(pixels))
const shape: Shape3 = [64, 64, 3]

/** Ours has another name where the study's noise has that one. */
function corruptionOf(name: string): AnyCorruption {
  const id = name === 'gaussian_noise' ? 'gaussian-noise-c' : name.replaceAll('_', '-')
  return all.find((corruption) => corruption.id === id) as AnyCorruption
}

function rendered(name: string, severity: number, image: Uint8Array, draws: unknown): Uint8Array {
  const { recipe } = corruptionOf(name)
  return truncated(recipe.render(constantsOf(recipe, severity, shape), image, shape, draws))
}

/** As an evaluation sees it: drawn from a seed. */
function corrupted(name: string, severity: number, image: Uint8Array, seed: number): Uint8Array {
  const values = Float32Array.from(image, (value) => value / 255)
  corruptionOf(name).apply({ severity }, values, shape, createRandom(seed, 0))
  return Uint8Array.from(values, (value) => Math.round(value * 255))
}

const meanDifference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length

/** Draws of the fixtures in the form that each corruption takes. */
function drawsOf(name: string, draws: Readonly<Record<string, unknown>>): unknown {
  const array = (key: string) => decodeArray(draws[key] as EncodedArray)
  const bytes = (key: string) => decodeBytes(draws[key] as EncodedArray)
  switch (name) {
    case 'gaussian_noise':
    case 'speckle_noise':
      return array('noise')
    case 'shot_noise': {
      const counts = array('counts')
      return (_mean: number, place: number) => counts[place]
    }
    case 'impulse_noise': {
      const salted = bytes('salted')
      return Float32Array.from(bytes('flipped'), (flipped, i) => (flipped === 0 ? 0.5 : (salted[i] as number)))
    }
    case 'glass_blur':
      return array('offsets_dx_dy')
    case 'motion_blur':
      return draws['angle_degrees']
    case 'snow':
      return { layer: array('layer'), degrees: draws['angle_degrees'] }
    case 'frost':
      return draws
    case 'fog':
      return inOrder(draws['uniform_in_call_order'] as readonly EncodedArray[])
    case 'elastic_transform':
      return { corners: array('corner_shifts'), dx: array('dx'), dy: array('dy') }
    case 'spatter':
      return array('layer')
    default:
      throw new Error(`Draws of ${name} are not read.`)
  }
}

/** Gives one value after another. */
function inOrder(arrays: readonly EncodedArray[]): () => number {
  const values = arrays.flatMap((each) => [...decodeArray(each)])
  let at = 0
  return () => values[at++] as number
}

beforeAll(() =>
  provideTextures({ id: 'frost', params: {} }, resolve(import.meta.dirname, '../../../resources/corruptions')),
)

describe.each(fixtures.deterministic.map((file) => [file] as const))('corruptions without draws', (file) => {
  const cases = Object.entries(file.corruptions).flatMap(([name, severities]) =>
    Object.entries(severities).map(
      ([severity, outputs]) => [name, Number(severity), outputs.map(decodeBytes)] as const,
    ),
  )

  it.each(cases)("%s, severity %d, is the authors' to one level", (name, severity, outputs) => {
    outputs.forEach((output, i) => {
      const ours = corrupted(name, severity, clean[i] as Uint8Array, 1)
      // Hue is ill-conditioned on grays.
      const off = ours.filter((value, place) => Math.abs(value - (output[place] as number)) > 1).length / ours.length
      expect(off).toBeLessThanOrEqual(name === 'saturate' ? 0.01 : 0)
    })
  })

  it('has the kernels of defocus', () => {
    file.defocus_kernels_17x17_by_severity.forEach((kernel, i) => {
      const { weights } = defocusKernel(constantsOf(imagenetC[3].recipe, i + 1, shape))
      expect(greatestDifference(weights, decodeArray(kernel))).toBeLessThan(1e-6)
    })
  })
})

describe.each(fixtures.givenDraws.map((file) => [file.severity, file] as const))(
  'corruptions with given draws, severity %d',
  (severity, file: GivenDraws) => {
    const image = clean[0] as Uint8Array

    it.each(Object.keys(file.corruptions))("%s is the authors'", (name) => {
      const { draws, output } = file.corruptions[name] as GivenDraws['corruptions'][string]
      const ours = rendered(name, severity, image, drawsOf(name, draws))
      const theirs = decodeBytes(output)
      if (name === 'spatter' && severity <= 3) expect(meanDifference(ours, theirs)).toBeLessThan(1)
      else expect(greatestDifference(ours, theirs)).toBeLessThanOrEqual(name === 'snow' ? 2 : 1)
    })

    it("fog's plasma and the part of a frost texture are theirs", () => {
      const { fog, frost } = file.corruptions
      if (fog) {
        const [, decay] = constantsOf(imagenetC[9].recipe, severity, shape)
        const map = plasma(64, decay, inOrder(fog.draws['uniform_in_call_order'] as readonly EncodedArray[]))
        const theirs = decodeArray((fog as unknown as { plasma: EncodedArray }).plasma)
        expect(greatestDifference(map, theirs)).toBeLessThan(1e-5)
      }
      if (frost) {
        const { file: name, top, left, texture_rgb } = frost.draws as unknown as FrostDraws
        const part = cutFrost(frostAt(name, 0.3), shape, top, left)
        expect(greatestDifference(part, decodeBytes(texture_rgb))).toBeLessThanOrEqual(1)
      }
    })
  },
)

interface FrostDraws {
  readonly file: string
  readonly top: number
  readonly left: number
  readonly texture_rgb: EncodedArray
}

describe.each(fixtures.statistics.map((file) => [file] as const))('corruptions over seeds', (file) => {
  const cases = Object.entries(file.corruptions).flatMap(([name, severities]) =>
    Object.entries(severities).map(([severity, images]) => [name, Number(severity), images] as const),
  )
  const seeds = [1, 2, 3, 4]

  it.each(cases)("%s, severity %d, has the authors' statistics", (name, severity, images) => {
    images.forEach((theirs, i) => {
      const image = clean[i] as Uint8Array
      const runs = theirs.sd_over_runs ? seeds : [1]
      const ours = runs.map((seed) => measure(corrupted(name, severity, image, seed), image))
      for (const measured of measureNames) {
        const average = ours.reduce((sum, each) => sum + each[measured], 0) / ours.length
        const allowed = 4 * (theirs.sd_over_runs?.[measured] ?? 0) + 0.2
        expect(Math.abs(average - theirs[measured]), measured).toBeLessThanOrEqual(allowed)
      }
    })
  })
})

describe.each(fixtures.motionOfADot.map((file) => [file] as const))("ImageMagick's motion blur", (file) => {
  it.each(file.responses)(
    'radius $radius, sigma $sigma, $angle_degrees°: spreads a dot as it does',
    ({ radius, sigma, angle_degrees, pixels_row_column_value }) => {
      const dot = new Uint8Array(64 * 64)
      dot[32 * 64 + 32] = 255
      const ours = motionBlur(dot, [64, 64, 1], [radius, sigma], angle_degrees)
      const theirs = new Uint8Array(64 * 64)
      for (const [row, column, value] of pixels_row_column_value) theirs[row * 64 + column] = value
      expect(greatestDifference(ours, theirs)).toBeLessThanOrEqual(1)
    },
  )
})

describe.each(fixtures.images.map((image, i) => [i, image] as const))('image %d saved as JPEG', (i, image) => {
  it("is libjpeg-turbo's", () => {
    const ours = throughJpeg(clean[i] as Uint8Array, shape, 85)
    expect(greatestDifference(ours, decodeBytes(image.after_saving_as_jpeg_quality_85))).toBe(0)
  })
})
