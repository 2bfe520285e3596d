import { describe, expect, it } from 'vitest'
import type { Box } from '../../../src-main/contract/datasets.ts'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { backgroundGray } from '../../../src-main/core/corruptions/background-gray.ts'
import { backgroundSwap } from '../../../src-main/core/corruptions/background-swap.ts'
import { packBoxes } from '../../../src-main/core/datasets/boxes.ts'
import type { ImageSet } from '../../../src-main/core/datasets/image-set.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import type { SceneTransform } from '../../../src-main/core/methods.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const left: Box = { left: 0, top: 0, right: 2, bottom: 4 }
const most: Box = { left: 0, top: 0, right: 4, bottom: 4 }

/**
 * Images of 4 × 4 gray pixels, three a class in turn: the background of image i has the value 10 · i + 1, its object, the
 * left half, 10 · i + 2.
 */
function scenes(boxes: readonly (Box | null)[], classes = 3): ImageSet {
  const count = boxes.length
  return {
    count,
    shape: [4, 4, 1],
    classes,
    labels: Int32Array.from({ length: count }, (_, i) => i % classes),
    boxes: packBoxes(boxes),
    read(indices, target) {
      Array.from(indices).forEach((image, at) => {
        for (let i = 0; i < 16; i++) target[at * 16 + i] = 10 * image + (i % 4 < 2 ? 2 : 1)
      })
    },
  }
}

function seen(method: SceneTransform, images: ImageSet, index: number, given = {}, seed = 7): number[] {
  const image = readPixels(images, Int32Array.of(index))
  method.apply(resolveParams(method, given), image, { images, index }, createRandom(seed, index))
  return [...image].map((value) => Math.round(value * 255))
}

const nine = scenes(Array.from({ length: 9 }, () => left))
const row = (object: number, background: number): number[] => [object, object, background, background]

describe('backgroundSwap', () => {
  it('keeps the object, and takes only background from an image of another class', () => {
    const donors = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const pixels = seen(backgroundSwap, nine, 4, {}, seed)
      const background = pixels[3] as number
      // A background, never an object.
      expect(background % 10).toBe(1)
      expect(pixels.slice(0, 4)).toEqual(row(42, background))
      donors.add((background - 1) / 10)
    }
    expect([...donors].toSorted()).toEqual([0, 2, 3, 5, 6, 8])
  })

  it('gives the same image from the same seed', () => {
    expect(seen(backgroundSwap, nine, 4)).toEqual(seen(backgroundSwap, nine, 4))
  })

  it('takes the next class, or another image of its own', () => {
    for (let seed = 0; seed < 20; seed++) {
      const donorOf = (from: string): number => ((seen(backgroundSwap, nine, 8, { from }, seed)[3] as number) - 1) / 10
      expect(donorOf('next') % 3).toBe(0)
      expect([2, 5]).toContain(donorOf('same'))
    }
  })

  it('takes no image whose box covers more than half of it, unless its class has no other', () => {
    const wide: Box = { ...left, right: 3 }
    const images = scenes([left, wide, left, left, left, left], 2)
    for (let seed = 0; seed < 20; seed++) expect(seen(backgroundSwap, images, 0, {}, seed)[3]).not.toBe(11)
    const only = scenes([left, wide], 2)
    // Its column beside the box.
    expect(seen(backgroundSwap, only, 0).slice(0, 4)).toEqual(row(2, 11))
  })

  it('suits images with a background of their own, where another class has one', () => {
    const suits = (images: ImageSet, index: number, from = 'other'): boolean =>
      backgroundSwap.suits(resolveParams(backgroundSwap, { from }), images, index)
    const some = scenes([left, most, null, left, left, left])
    expect([0, 1, 2].map((index) => suits(some, index))).toEqual([true, false, false])
    expect(suits({ ...some, boxes: null }, 0)).toBe(false)
    // Of its own class, there is no other image.
    expect(suits(scenes([left, left, left]), 0, 'same')).toBe(false)
    expect(suits(scenes([left, most, null]), 0)).toBe(false)
  })
})

describe('backgroundGray', () => {
  it('leaves the object alone on gray', () => {
    expect(seen(backgroundGray, nine, 3).slice(0, 4)).toEqual(row(32, 128))
    expect(seen(backgroundGray, nine, 3, { level: 0 }).slice(0, 4)).toEqual(row(32, 0))
  })

  it('fades within the box', () => {
    expect(seen(backgroundGray, nine, 3, { level: 0, feather: 2 }).slice(0, 4)).toEqual([24, 8, 0, 0])
  })
})
