import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { leavesOf } from '../../../src-main/core/training/tensor-tree.ts'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { batchAt, eagerly, startSteps, trainSteps } from '../../support/train-steps.ts'

const neighbors = 'adversarial-regularization:multiplier=1'
const objectives = {
  clean: 'cross-entropy',
  'adversarial, infinity': `${neighbors},gradientNorm=infinity,stepSize=2/255,iterations=2,epsilon=4/255,randomInit=true`,
  'adversarial, L2': `${neighbors},gradientNorm=l2,stepSize=0.1,clipToRange=true`,
  'adversarial, L1': `${neighbors},gradientNorm=l1,stepSize=0.1`,
}
const architectures = { 'small-cnn': 16, 'mobilenet-v2': 32, densenet: 32, resnext: 32 }

let runtime: StepRuntime
let counts: () => { tensors: number; handles: number }

tellSkipped('iterations')
describe.skipIf(!hasTensorflow)('iterations', () => {
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
    const { binding } = tf.backend() as unknown as NodeBackend
    counts = () => ({ tensors: tf.memory().numTensors, handles: binding.getNumOfTensors() })
  })

  const cases: [steps: number, keyof typeof architectures, keyof typeof objectives][] = [
    ...Object.keys(objectives).map((objective) => [20, 'small-cnn', objective] as never),
    [20, 'mobilenet-v2', 'clean'],
    [3, 'densenet', 'clean'],
    [3, 'resnext', 'clean'],
    [3, 'mobilenet-v2', 'adversarial, infinity'],
  ]
  it.each(cases)('after %i steps of %s (%s) have the same bits as eager steps, and leak nothing', async (...train) => {
    const [count, architecture, objective] = train
    const run = [architecture, architectures[architecture], objectives[objective]] as const
    const eager = await trainSteps(count, ...run, eagerly)
    const before = counts()
    const compiled = await trainSteps(count, ...run, runtime)
    expect(counts()).toEqual(before)
    expect(compiled.losses).toEqual(eager.losses)
    expect(compiled.state).toEqual(eager.state)
    expect(new Set(eager.losses).size).toBeGreaterThan(count)
  })

  it('make tensors of results alone, take other batches, and lend the state as often as asked', async () => {
    const steps = startSteps('small-cnn', 16, 'cross-entropy', runtime)
    const { tensors } = counts()
    for (const [step, count] of [4, 3, 4].entries()) {
      const metrics = await steps.advance(batchAt(step, 16, count), { step, rate: 0.1 })
      expect(counts().tensors).toBe(tensors + Object.keys(metrics).length)
      tf.dispose(metrics)
    }
    const [first, second] = [steps.state(), steps.state()]
    steps.dispose()
    tf.dispose(leavesOf(first))
    expect((second.weights[0] as tf.Tensor).dataSync().every(Number.isFinite)).toBe(true)
    tf.dispose(leavesOf(second))
    expect(steps.computedMs).toBeGreaterThan(0)
  })

  it('refuse a state whose shape changes, name it, and keep the one before', async () => {
    const before = counts()
    const initial = { a: tf.scalar(1), b: [tf.tensor1d([1, 2])] }
    const grow = runtime.iterate(
      (state: typeof initial, { by }: { by: tf.Tensor1D }) => ({
        state: { a: tf.add<tf.Scalar>(state.a, 1), b: state.b.map((each) => tf.concat<tf.Tensor1D>([each, by])) },
        results: { sum: tf.sum(by) as tf.Tensor },
      }),
      initial,
    )
    const by = tf.tensor1d([3])
    await expect(grow.advance({ by })).rejects.toThrow('b.0 was float32 [2] and became float32 [3]')
    const { a, b } = grow.state()
    expect([a.dataSync()[0], b[0]?.dataSync()]).toEqual([1, Float32Array.of(1, 2)])
    tf.dispose([a, b, by, initial])
    grow.dispose()
    expect(counts()).toEqual(before)
  })

  it('leave the JavaScript thread free, and are interrupted within a step, with the state before it', async () => {
    const before = counts()
    const x = tf.randomNormal<tf.Rank.R2>([600, 600], 0, 0.05)
    const count = tf.scalar(0)
    // About a second.
    const multiply = runtime.iterate((state: tf.Scalar, inputs: { x: tf.Tensor2D }) => {
      let y = inputs.x
      for (let i = 0; i < 400; i++) y = tf.tanh(tf.matMul(y, inputs.x))
      return { state: tf.add<tf.Scalar>(state, 1), results: tf.mean(y) }
    }, count)
    const interrupt = new AbortController()
    let turns = 0
    const clock = setInterval(() => {
      if (++turns === 10) interrupt.abort()
    }, 10)
    const step = multiply.advance({ x }, { signal: interrupt.signal })
    // What goes in may be gone before it is used.
    x.dispose()
    await expect(step).rejects.toMatchObject({ code: 'cancelled' })
    clearInterval(clock)
    expect(turns).toBeGreaterThanOrEqual(10)

    const state = multiply.state()
    expect(state.dataSync()[0]).toBe(0)
    multiply.dispose()
    tf.dispose([state, count])
    expect(counts()).toEqual(before)
  })

  it('take one step at a time, and are disposed of after it', async () => {
    const before = counts()
    const steps = startSteps('small-cnn', 16, 'cross-entropy', runtime)
    const first = steps.advance(batchAt(0, 16), { step: 0, rate: 0.1 })
    await expect(steps.advance(batchAt(1, 16), { step: 1, rate: 0.1 })).rejects.toThrow('one step at a time')
    steps.dispose()
    tf.dispose(await first)
    expect(counts()).toEqual(before)
  })
})
