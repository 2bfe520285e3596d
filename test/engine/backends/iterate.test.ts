import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { biasAdd } from '../../../src-main/core/ops/bias-add.ts'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { leavesOf } from '../../../src-main/core/training/tensor-tree.ts'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { batchAt, eagerly, startSteps, trainSteps, valuesAfter } from '../../support/train-steps.ts'

// With 16 threads the pooling of the stems of DenseNet, ResNet and ResNeXt is summed in another order in functions too.
process.env['TF_NUM_INTRAOP_THREADS'] = '2'

const neighbors = 'adversarial-regularization:multiplier=1'
const objectives = {
  clean: 'cross-entropy',
  'adversarial, infinity': `${neighbors},gradientNorm=infinity,stepSize=2/255,iterations=2,epsilon=4/255,randomInit=true`,
  'adversarial, L2': `${neighbors},gradientNorm=l2,stepSize=0.1,clipToRange=true`,
  'adversarial, L1': `${neighbors},gradientNorm=l1,stepSize=0.1`,
}

/** Smaller than the default. */
const variants: Record<string, string> = {
  'mobilenet-v2': 'mobilenet-v2:alpha=0.35',
  'wide-resnet': 'wide-resnet:depth=16,width=1',
}
/**
 * In their functions oneDNN computes two gradients in another order: it merges `BiasAddGrad` into that of the
 * convolution before it (EfficientNet's squeezes), and has a `MaxPoolGrad` of its own (NASNet's overlapping windows).
 */
const roundedOtherwise = ['efficientnet', 'nasnet']
const isWithoutOnednn = process.env['TF_ENABLE_ONEDNN_OPTS'] === '0'
/** ADVERSARIUM_THOROUGH=1 with `--testTimeout=600000`: every network under every objective for 20 steps, half an hour. */
const isThorough = process.env['ADVERSARIUM_THOROUGH'] === '1'
const sizeFor = (architecture: string): number => (architecture.startsWith('small-cnn') ? 16 : 32)

/** The largest difference of two tensors, as a part of the largest of their values. */
function differenceOf(a: tf.TypedArray, b: tf.TypedArray): number {
  let [difference, largest] = [0, 0]
  a.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - (b[i] as number)))
    largest = Math.max(largest, Math.abs(value))
  })
  return difference === 0 ? 0 : difference / largest
}

let runtime: StepRuntime
let counts: () => { tensors: number; handles: number }

tellSkipped('iterations')
describe.skipIf(!hasTensorflow)('iterations', () => {
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
    const { binding } = tf.backend() as unknown as NodeBackend
    counts = () => ({ tensors: tf.memory().numTensors, handles: binding.getNumOfTensors() })
  })

  type Case = [steps: number, architecture: string, objective: keyof typeof objectives]
  const everyObjective = Object.keys(objectives) as (keyof typeof objectives)[]
  const exact = architectures.map(({ id }) => id).filter((id) => isWithoutOnednn || !roundedOtherwise.includes(id))
  const usual: Case[] = [
    ...everyObjective.map((objective): Case => [20, 'small-cnn', objective]),
    [20, 'mobilenet-v2', 'clean'],
    [3, 'mobilenet-v2', 'adversarial, infinity'],
    ...exact.map((id): Case => [3, variants[id] ?? id, 'clean']),
  ]
  const thorough = exact.flatMap((id) => everyObjective.map((objective): Case => [20, variants[id] ?? id, objective]))
  const cases = isThorough ? thorough : usual
  it.each(cases)('after %i steps of %s (%s) have the same bits as eager steps, and leak nothing', async (...train) => {
    const [count, architecture, objective] = train
    const run = [architecture, sizeFor(architecture), objectives[objective]] as const
    const eager = await trainSteps(count, ...run, eagerly)
    const before = counts()
    const compiled = await trainSteps(count, ...run, runtime)
    expect(counts()).toEqual(before)
    expect(compiled.losses).toEqual(eager.losses)
    expect(compiled.state).toEqual(eager.state)
    expect(new Set(eager.losses).size).toBeGreaterThan(count)
  })

  it.skipIf(isWithoutOnednn).each(roundedOtherwise)(
    'of %s differ from an eager one by rounding alone',
    async (architecture) => {
      const run = [1, architecture, 32, objectives.clean] as const
      const eager = await valuesAfter(...run, eagerly)
      const compiled = await valuesAfter(...run, runtime)
      const differences = eager.values.map((values, i) => differenceOf(values, compiled.values[i] as tf.TypedArray))
      expect(compiled.losses[0]).toBe(eager.losses[0])
      expect(Math.max(...differences)).toBeLessThan(1e-5)
    },
  )

  const summedOtherwise: Record<string, (x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D) => tf.Tensor> = {
    MaxPoolGrad: (x) => tf.maxPool(x, 3, 2, 'same'),
    BiasAddGrad: (x, kernel, bias) => biasAdd(tf.conv2d(x, kernel, 1, 'same'), bias),
  }
  it.skipIf(isWithoutOnednn).each(Object.keys(summedOtherwise))(
    'compute %s in another order, and nothing else of it',
    async (name) => {
      const forward = summedOtherwise[name] as (typeof summedOtherwise)[string]
      const random = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed)
      const inputs = [random([4, 9, 9, 22], 1), random([1, 1, 22, 8], 2), random([8], 3)]
      const gradients = (given: tf.Tensor[]): tf.Tensor[] =>
        tf.grads((...[x, kernel, bias]: tf.Tensor[]) => {
          const y = forward(x as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D)
          return tf.sum(tf.mul(y, tf.sin(tf.range(0, y.size).reshape(y.shape))))
        })(name === 'MaxPoolGrad' ? given.slice(0, 1) : given)
      const eager = gradients(inputs).map((tensor) => tensor.dataSync())
      const steps = runtime.iterate(
        (state: tf.Scalar, given: tf.Tensor[]) => ({ state: tf.add<tf.Scalar>(state, 1), results: gradients(given) }),
        tf.scalar(0),
      )
      const compiled = (await steps.advance(inputs)).map((tensor) => tensor.dataSync())
      const differences = eager.map((values, i) => differenceOf(values, compiled[i] as tf.TypedArray))
      expect(differences.at(-1)).toBeLessThan(1e-6)
      expect(differences.slice(0, -1)).toEqual(differences.slice(0, -1).map(() => 0))
      steps.dispose()
    },
  )

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
    const multiplyBy = (products: number) =>
      runtime.iterate((state: tf.Scalar, inputs: { x: tf.Tensor2D }) => {
        let y = inputs.x
        for (let i = 0; i < products; i++) y = tf.tanh(tf.matMul(y, inputs.x))
        return { state: tf.add<tf.Scalar>(state, 1), results: tf.mean(y) }
      }, count)
    // As many as take this machine about half a second.
    let multiply = multiplyBy(1)
    for (let products = 100; multiply.computedMs < 500; products *= 2) {
      multiply.dispose()
      multiply = multiplyBy(products)
      tf.dispose(await multiply.advance({ x }))
    }
    const interrupt = new AbortController()
    let turns = 0
    const clock = setInterval(() => {
      turns++
      interrupt.abort()
    }, 20)
    const step = multiply.advance({ x }, { signal: interrupt.signal })
    // What goes in may be gone before it is used.
    x.dispose()
    await expect(step).rejects.toMatchObject({ code: 'cancelled' })
    clearInterval(clock)
    expect(turns).toBeGreaterThan(0)

    const state = multiply.state()
    expect(state.dataSync()[0]).toBe(1)
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
