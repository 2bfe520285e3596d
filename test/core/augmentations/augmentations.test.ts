import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { augmentations } from '../../../src-main/core/augmentations/index.ts'
import { frostTextures } from '../../../src-main/core/corruptions/frost.ts'
import { corruptions } from '../../../src-main/core/corruptions/index.ts'
import { provideTexture } from '../../../src-main/core/corruptions/textures.ts'
import { isSceneTransform, type ImageTransform } from '../../../src-main/core/methods.ts'
import type { Shape3 } from '../../../src-main/core/network/network.ts'
import { createRandom } from '../../../src-main/core/random.ts'

function randomImage([height, width, channels]: Shape3, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: height * width * channels }, () => random.integer(256) / 255)
}

const shapes: readonly Shape3[] = [
  [12, 9, 3],
  [8, 8, 1],
]

/** They draw nothing: every image has one result. */
const withoutDraws = [
  'defocus-blur',
  'zoom-blur',
  'brightness',
  'contrast',
  'pixelate',
  'jpeg-compression',
  'gaussian-blur',
  'saturate',
]

for (const name of frostTextures) {
  const pixels = Uint8Array.from(randomImage([80, 60, 3], 3), (value) => Math.round(value * 255))
  provideTexture(name, { height: 80, width: 60, pixels })
}

/** Of an image alone; those that take its split have tests of their own. */
const alone = corruptions.filter((corruption): corruption is ImageTransform => !isSceneTransform(corruption))

describe.each([...augmentations, ...alone].map((transform) => [transform.id, transform] as const))(
  'image transform %s',
  (_, transform) => {
    const always = 'probability' in transform.params ? { probability: 1 } : {}
    const values = resolveParams(transform, always)

    it.each(shapes)('keeps images of %d×%d×%d in [0, 1] and gives the same again from the same stream', (...shape) => {
      for (let image = 0; image < 20; image++) {
        const first = randomImage(shape, image)
        const second = first.slice()
        transform.apply(values, first, shape, createRandom(7, image))
        transform.apply(values, second, shape, createRandom(7, image))
        expect(first).toEqual(second)
        expect(first.every((value) => value >= 0 && value <= 1)).toBe(true)
      }
    })

    it('changes images, and not all alike unless it draws nothing', () => {
      const shape = shapes[0] as Shape3
      const results = Array.from({ length: 20 }, (_, key) => {
        const image = randomImage(shape, 0)
        transform.apply(values, image, shape, createRandom(7, key))
        return image.join()
      })
      expect(results.some((result) => result !== randomImage(shape, 0).join())).toBe(true)
      if (withoutDraws.includes(transform.id)) expect(new Set(results).size).toBe(1)
      else if (transform.id !== 'random-flip') expect(new Set(results).size).toBeGreaterThan(10)
    })

    if (!('probability' in transform.params)) return

    it('leaves every image at probability 0', () => {
      const shape = shapes[0] as Shape3
      const image = randomImage(shape, 1)
      transform.apply(resolveParams(transform, { probability: 0 }), image, shape, createRandom(1))
      expect(image).toEqual(randomImage(shape, 1))
    })
  },
)
