import { describe, expect, it } from 'vitest'
import {
  amplifiedDifference,
  imageOfBatch,
  readFloats,
  toRgba,
  wholeMultiple,
} from '../../../../src-renderer/components/images/pixel-image.ts'

describe('pixels for a canvas', () => {
  it('take uint8 colours as they are and spread grey over three channels', () => {
    const color = { height: 1, width: 2, channels: 3, values: Uint8Array.of(1, 2, 3, 250, 251, 252) }
    expect([...toRgba(color)]).toEqual([1, 2, 3, 255, 250, 251, 252, 255])
    const grey = { height: 1, width: 2, channels: 1, values: Uint8Array.of(7, 9) }
    expect([...toRgba(grey)]).toEqual([7, 7, 7, 255, 9, 9, 9, 255])
  })

  it('round float32 to the nearest of 256 values and clip what lies outside', () => {
    const image = { height: 1, width: 1, channels: 3, values: Float32Array.of(128 / 255, 1.5, -0.2) }
    expect([...toRgba(image)]).toEqual([128, 255, 0, 255])
  })

  it('come from a batch without a copy', () => {
    const batch = Uint8Array.from({ length: 24 }, (_, i) => i)
    const second = imageOfBatch(batch, [2, 2, 3], 1)
    expect([second.values[0], second.values.length, second.values.buffer === batch.buffer]).toEqual([12, 12, true])
  })

  it('are read as float32 even where the bytes start between two numbers', () => {
    const floats = Float32Array.of(0.25, -3)
    const shifted = new Uint8Array(9)
    shifted.set(new Uint8Array(floats.buffer), 1)
    expect([...readFloats(shifted.subarray(1))]).toEqual([0.25, -3])
  })

  it('show a difference around middle grey, as many times stronger as asked', () => {
    const from = { height: 1, width: 1, channels: 3, values: Float32Array.of(0.5, 0.5, 0.5) }
    const to = { ...from, values: Float32Array.of(0.5, 0.5625, 0.4375) }
    expect([...amplifiedDifference(from, to, 4).values]).toEqual([0.5, 0.75, 0.25])
    const asBytes = { ...from, values: Uint8Array.of(51, 102, 0) }
    const asFloats = { ...from, values: Float32Array.of(51 / 255, 101 / 255, 1 / 255) }
    const [same, less, more] = amplifiedDifference(asBytes, asFloats, 16).values
    expect([same, less, more].map((value) => Math.round(((value ?? 0) - 0.5) * 255))).toEqual([0, -16, 16])
  })

  it('are enlarged by whole multiples only', () => {
    expect([wholeMultiple(64, 200), wholeMultiple(64, 192), wholeMultiple(224, 200)]).toEqual([3, 3, 1])
  })
})
