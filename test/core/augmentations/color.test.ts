import { describe, expect, it } from 'vitest'
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
} from '../../../src-main/core/augmentations/color.ts'

/** Two pixels: (0.5, 0.25, 0.125) and (0.9, 0.1, 0.4). */
const image = (): Float32Array => Float32Array.of(0.5, 0.25, 0.125, 0.9, 0.1, 0.4)
const firstGray = 0.2989 * 0.5 + 0.587 * 0.25 + 0.114 * 0.125
const secondGray = 0.2989 * 0.9 + 0.587 * 0.1 + 0.114 * 0.4

function expectPixels(actual: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6))
}

// By hand from the formulas of torchvision.transforms._functional_tensor.
describe('colour adjustments', () => {
  it('brightness multiplies and clips', () => {
    const pixels = image()
    adjustBrightness(pixels, 1.2)
    expectPixels(pixels, [0.6, 0.3, 0.15, 1, 0.12, 0.48])
  })

  it('contrast blends with the mean of the gray image, one number for all pixels', () => {
    const pixels = image()
    adjustContrast(pixels, 3, 0.5)
    const rest = (0.5 * (firstGray + secondGray)) / 2
    expectPixels(pixels, [0.25 + rest, 0.125 + rest, 0.0625 + rest, 0.45 + rest, 0.05 + rest, 0.2 + rest])
  })

  it('saturation blends each pixel with its gray; 0 is gray', () => {
    const pixels = image()
    adjustSaturation(pixels, 3, 0)
    expectPixels(pixels, [firstGray, firstGray, firstGray, secondGray, secondGray, secondGray])
  })

  it('hue turns red to green to blue by thirds, and keeps value and chroma', () => {
    const pixels = Float32Array.of(1, 0, 0, 0.5, 0.25, 0.125)
    adjustHue(pixels, 3, 1 / 3)
    expectPixels(pixels, [0, 1, 0, 0.125, 0.5, 0.25])
    adjustHue(pixels, 3, 1 / 3)
    expectPixels(pixels, [0, 0, 1, 0.25, 0.125, 0.5])
  })

  // colorsys.hsv_to_rgb((h + 0.1) % 1, s, v) of Python 3.11 for both pixels.
  it('hue agrees with Python colorsys', () => {
    const pixels = image()
    adjustHue(pixels, 3, 0.1)
    expectPixels(pixels, [0.5, 0.475, 0.125, 0.9, 0.28, 0.1])
  })

  it('hue back and forth gives the image again; gray pixels stay', () => {
    const pixels = image()
    adjustHue(pixels, 3, 0.37)
    adjustHue(pixels, 3, -0.37)
    expectPixels(pixels, [...image()])
    const gray = Float32Array.of(0.4, 0.4, 0.4)
    adjustHue(gray, 3, 0.2)
    expectPixels(gray, [0.4, 0.4, 0.4])
  })

  it('images of one channel: contrast uses their own mean, saturation and hue leave them', () => {
    const pixels = Float32Array.of(0.2, 0.6)
    adjustSaturation(pixels, 1, 0)
    adjustHue(pixels, 1, 0.3)
    expectPixels(pixels, [0.2, 0.6])
    adjustContrast(pixels, 1, 0.5)
    expectPixels(pixels, [0.3, 0.5])
  })
})
