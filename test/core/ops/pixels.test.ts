import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { bytesTensor, gatherImages, toPixels } from '../../../src-main/core/ops/pixels.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
const pixels = Float32Array.from(bytes, (value) => value / 255)

tellSkipped('images as bytes on TensorFlow')
const backends = [
  ['JavaScript', async () => (await useJavaScript(), plainRuntime(() => 0))] as const,
  ...(hasTensorflow ? [['TensorFlow', async () => (await useTensorflow()).step] as const] : []),
]

describe.each(backends)('images as bytes on %s', (_name, start) => {
  it('become bytes / 255, bit for bit, at once and in a compiled step', async () => {
    const { compile } = await start()
    const before = tf.memory().numTensors
    const images = bytesTensor(bytes, [1, 16, 16, 1])
    const compiled = compile((inputs: { images: tf.Tensor4D }) => toPixels(inputs.images))
    for (const converted of [toPixels(images), compiled({ images }), await compiled.later({ images })]) {
      expect(converted.dtype).toBe('float32')
      expect(converted.shape).toEqual([1, 16, 16, 1])
      expect(converted.dataSync()).toEqual(pixels)
      converted.dispose()
    }
    images.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('are told apart from floats, which pass unchanged through the same step', async () => {
    const { compile } = await start()
    const compiled = compile((inputs: { images: tf.Tensor4D }) => tf.mul(toPixels(inputs.images), 1))
    const floats = tf.tensor4d(pixels, [1, 16, 16, 1])
    expect(toPixels(floats)).toBe(floats)
    expect(compiled({ images: bytesTensor(bytes, [1, 16, 16, 1]) }).dataSync()).toEqual(pixels)
    expect(compiled({ images: floats }).dataSync()).toEqual(pixels)
  })

  it.each([
    [2, 2, 1],
    [3, 3, 1],
  ])('are gathered from a set of images of %d×%d×%d, also in a compiled step', async (...shape) => {
    const { compile } = await start()
    const size = shape[0] * shape[1] * shape[2]
    const count = Math.floor(256 / size)
    // Every pattern of four bytes counts, those that are no numbers as floats too.
    const values = Uint8Array.from({ length: count * size }, (_, i) => (i % 3 === 0 ? 255 : i))
    const set = bytesTensor(values, [count, ...shape])
    const gather = compile((inputs: { set: tf.Tensor4D; indices: tf.Tensor1D }) =>
      toPixels(gatherImages(inputs.set, inputs.indices)),
    )
    const chosen = [count - 1, 0, 5, 0]
    const gathered = gather({ set, indices: tf.tensor1d(chosen, 'int32') })
    expect(gathered.shape).toEqual([4, ...shape])
    const expected = chosen.flatMap((image) => [...values.subarray(image * size, (image + 1) * size)])
    expect(gathered.dataSync()).toEqual(Float32Array.from(expected, (value) => value / 255))
  })
})
