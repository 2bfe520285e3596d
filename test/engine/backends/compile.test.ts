import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

tellSkipped('compiled steps')
describe.skipIf(!hasTensorflow)('compiled steps', () => {
  let compile: StepRuntime['compile']
  beforeAll(async () => {
    compile = (await useTensorflow()).step.compile
  })

  it('take other shapes, types and structures in later calls', () => {
    const double = compile(({ x }: { x: tf.Tensor }) => ({ y: tf.add(x, x), x }))
    for (const x of [tf.tensor1d([1, 2]), tf.tensor2d([[3, 4]]), tf.tensor1d([5], 'int32'), tf.tensor1d([6, 7])]) {
      const { y, x: same } = double({ x })
      expect([y.shape, y.dtype, [...y.dataSync()]]).toEqual([x.shape, x.dtype, [...x.dataSync()].map((v) => v * 2)])
      expect([...same.dataSync()]).toEqual([...x.dataSync()])
    }
    const difference = compile((pair: { a: tf.Tensor; b: tf.Tensor }) => tf.sub(pair.a, pair.b))
    const [a, b] = [tf.scalar(5), tf.scalar(3)]
    expect([difference({ a, b }), difference({ b, a })].map((y) => y.dataSync()[0])).toEqual([2, 2])
  })

  it('draw new noise for every seed, the same as eagerly', () => {
    const noisy = (seed: tf.Tensor1D): tf.Tensor => tf.mul(uniform([3], seed), 1)
    const compiled = compile(noisy)
    for (const seed of [tf.tensor1d([1, 2], 'int32'), tf.tensor1d([1, 3], 'int32')]) {
      expect([...compiled(seed).dataSync()]).toEqual([...noisy(seed).dataSync()])
    }
  })

  it('are a part of a compiled step that calls them', () => {
    const inner = compile((x: tf.Tensor) => tf.square(x))
    const gradient = compile((x: tf.Tensor) => tf.tidy(() => tf.grad((at) => tf.sum(inner(at)))(x)))
    expect([...gradient(tf.tensor1d([1, 2, 3])).dataSync()]).toEqual([2, 4, 6])
  })

  it('go on working when more were compiled than are kept', () => {
    const add = compile((x: tf.Tensor) => tf.add(x, 1))
    const sizes = Array.from({ length: 40 }, (_, i) => i + 1)
    for (const size of [...sizes, ...sizes]) expect(add(tf.ones([size])).dataSync()[0]).toBe(2)
  })

  const outside = (): tf.Tensor => tf.tensor1d([1, 2])
  it.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    ['a tensor from outside', (x) => tf.add(x, kept), /used a tensor \[2\] from outside: pass it as an argument/],
    ['the value of a tensor that is read', (x) => tf.mul(x, x.dataSync()[0] as number), /read the value of a tensor/],
    ['the value of a tensor from outside', (x) => tf.mul(x, kept.dataSync()[0] as number), /from outside/],
    ['JavaScript’s randomness', (x) => tf.add(x, tf.randomUniform([2])), /drew from Math.random/],
    [
      'large host data',
      (x) =>
        tf.sum(
          tf.mul(
            x,
            tf.tensor(
              Float32Array.from({ length: 2000 }, (_, i) => i),
              [1000, 2],
            ),
          ),
        ),
      /would freeze 8000 bytes of host data/,
    ],
    ['a tensor that outlives it', (x) => tf.add(tf.keep(tf.mul(x, 3)), 1), /kept a tensor \[2\]: return it/],
    ['a shape that depends on values', (x) => tf.unique(tf.cast(x, 'int32')).values, /depends on values/],
  ])('refuse %s, name the line, and leave the backend as it was', (name, step, message) => {
    const x = outside()
    expect(() => compile(step)(x)).toThrow(message)
    // What outlives a step is seen after it.
    if (!name.includes('outlives'))
      expect(() => compile(step)(x)).toThrow(/engine\/backends\/compile\.test\.ts:\d+\)\.$/)
    expect([...tf.add(x, 1).dataSync()]).toEqual([2, 3])
    expect(Math.random()).toBeLessThan(1)
  })
  let kept: tf.Tensor
  beforeAll(() => {
    kept = tf.tensor1d([3, 4])
  })

  it('name the line of an operation that TensorFlow refuses', () => {
    const product = compile((x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, tf.ones([3, 3])))
    expect(() => product(tf.ones([2, 2]))).toThrow(
      /Dimensions must be equal.*\(engine\/backends\/compile\.test\.ts:\d+\)\.$/,
    )
  })

  it('refuse to be differentiated from outside', () => {
    const square = compile((x: tf.Tensor) => tf.square(x))
    expect(() => tf.grad((x) => tf.sum(square(x)))(tf.tensor1d([1]))).toThrow('take the gradient inside it')
  })
})
