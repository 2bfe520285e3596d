import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import type {
  NodeBackend,
  RecordingBinding,
  TensorValues,
} from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

/** TensorFlow's numbers of its types (tf_datatype.h), values of each, and the same as float32. */
const types: Record<string, { number: number; values: TensorValues; floats: number[] }> = {
  float32: { number: 1, values: Float32Array.of(0, -1.5, 3), floats: [0, -1.5, 3] },
  float64: { number: 2, values: Float64Array.of(0, -1.5, 1e300), floats: [0, -1.5, Infinity] },
  int32: { number: 3, values: Int32Array.of(0, -7, 2 ** 20), floats: [0, -7, 2 ** 20] },
  uint8: { number: 4, values: Uint8Array.of(0, 200, 255), floats: [0, 200, 255] },
  int16: { number: 5, values: Int16Array.of(0, -300, 300), floats: [0, -300, 300] },
  int8: { number: 6, values: Int8Array.of(0, -128, 127), floats: [0, -128, 127] },
  int64: { number: 9, values: BigInt64Array.of(0n, -7n, 2n ** 40n), floats: [0, -7, 2 ** 40] },
  bool: { number: 10, values: Uint8Array.of(0, 1, 1), floats: [0, 1, 1] },
  bfloat16: { number: 14, values: Uint16Array.of(0, 0xbfc0, 0x4040), floats: [0, -1.5, 3] },
  uint16: { number: 17, values: Uint16Array.of(0, 7, 65_535), floats: [0, 7, 65_535] },
  float16: { number: 19, values: Uint16Array.of(0, 0xbe00, 0x4200), floats: [0, -1.5, 3] },
  uint32: { number: 22, values: Uint32Array.of(0, 7, 2 ** 31), floats: [0, 7, 2 ** 31] },
  uint64: { number: 23, values: BigUint64Array.of(0n, 7n, 2n ** 63n), floats: [0, 7, 2 ** 63] },
}

tellSkipped('tensors of the addon')
describe.skipIf(!hasTensorflow)('tensors of the addon', () => {
  let binding: RecordingBinding
  let runtime: StepRuntime
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
    binding = (tf.backend() as unknown as NodeBackend).binding as RecordingBinding
  })

  it.each(Object.entries(types))(
    'hold %s, give it back and can be computed with',
    (_name, { number, values, floats }) => {
      const before = binding.tensorsInUse()
      const id = binding.tensorCreate(number, [3, 1], values)
      expect(binding.tensorRead(id)).toEqual(values)
      expect(binding.tensorsInUse()).toEqual({
        tensors: before.tensors + 1,
        bytes: before.bytes + values.byteLength,
      })
      const attributes = [
        { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: number },
        { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      ]
      const [cast] = binding.executeOp('Cast', attributes, [id], 1)
      expect(cast?.shape).toEqual([3, 1])
      expect(binding.tensorRead(cast?.id ?? -1)).toEqual(Float32Array.from(floats))
      binding.tensorsRelease(Int32Array.of(id, cast?.id ?? -1))
      expect(binding.tensorsInUse()).toEqual(before)
    },
  )

  it('refuse an array of another type or size, and ids that are none', () => {
    expect(() => binding.tensorCreate(9, [1], Float64Array.of(1))).toThrow('of another type than the tensor')
    expect(() => binding.tensorCreate(1, [2], Float32Array.of(1))).toThrow('does not fill the shape')
    expect(() => binding.tensorCreate(7, [1], Uint8Array.of(1))).toThrow('do not cross to JavaScript')
    expect(() => binding.tensorRead(-5)).toThrow('there is no tensor -5')
    const before = binding.getNumOfTensors()
    const id = binding.tensorCreate(1, [], Float32Array.of(1))
    expect(() => binding.tensorsRelease(Int32Array.of(id, -5))).toThrow('there is no tensor -5')
    expect(() => binding.tensorsRelease(Float32Array.of(id) as never)).toThrow('expected tensor ids as an Int32Array')
    binding.tensorsRelease(Int32Array.of(id))
    expect(binding.getNumOfTensors()).toBe(before)
  })

  it('let the arrays go whose memory they used, on whatever thread they end', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const sum = runtime.compile((x: tf.Tensor1D) => tf.sum(tf.square(x)))
    const arrays: WeakRef<Float32Array>[] = []
    for (let round = 0; round < 20; round++) {
      const array = new Float32Array(100_000).fill(round)
      arrays.push(new WeakRef(array))
      const x = tf.tensor1d(array)
      const later = sum.later(x)
      x.dispose()
      const y = await later
      expect(y.dataSync()[0]).toBe(round * round * 100_000)
      y.dispose()
    }
    tf.tensor1d(Float32Array.of(1)).dispose()
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      collect()
    }
    // The last one may still be on the stack.
    expect(arrays.filter((array) => array.deref() !== undefined).length).toBeLessThan(3)
  })

  it('are computed with on the device that is named, and say which there are', () => {
    const double = (device: string) => runtime.compile((x: tf.Tensor1D) => tf.add(x, x), { device })
    const before = binding.getNumOfTensors()
    tf.tidy(() => {
      const x = tf.tensor1d([1, 2])
      expect([...double('CPU:0')(x).dataSync()]).toEqual([2, 4])
      expect(() => double('GPU:7')(x)).toThrow(/there is no device "GPU:7", only CPU:0/)
    })
    expect(binding.getNumOfTensors()).toBe(before)
  })
})
