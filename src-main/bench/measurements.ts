import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { RunConfig } from '../contract/run-config.ts'
import { findMethod } from '../core/catalog.ts'
import { runLater } from '../core/computation.ts'
import { createBatches } from '../core/datasets/batches.ts'
import type { ImageSet } from '../core/datasets/image-set.ts'
import { createClassifier } from '../core/evaluation/classifier.ts'
import { initialize } from '../core/network/initialize.ts'
import { createRandom } from '../core/random.ts'
import { createTrainStep } from '../core/training/step.ts'
import { uploadModel, uploadSlots } from '../core/training/tensors.ts'
import { startBackend } from '../engine/backends/start-backend.ts'
import { readRuntime } from '../engine/runtime/record.ts'
import { stockStep } from './stock.ts'

export interface Measured {
  readonly imagesPerSecond: number
  readonly peakMegabytes: number
  readonly leakedTensors: number
}

const size = 64
const classes = 20
const batchSize = 32
const steps = 12
const warmUp = 3

const config = (objective: string): RunConfig =>
  RunConfig.parse({
    dataset: { id: 'shapes' },
    architecture: 'mobilenet-v2',
    objective,
    optimizer: 'sgd:learningRate=0.01,momentum=0.9',
    augmentations: ['random-flip', 'random-crop', 'color-jitter', 'gaussian-noise', 'poisson-noise', 'salt-and-pepper'],
  })
const cleanConfig = config('cross-entropy')
const adversarialConfig = config('adversarial-regularization:gradientNorm=infinity,stepSize=2/255')

/** Every piece of work, on random images; run it in a process of its own. */
export const measurements = {
  'clean-step': () => trainingStep(cleanConfig, steps),
  'adversarial-step': () => trainingStep(adversarialConfig, steps),
  leaks: () => trainingStep(cleanConfig, 200),
  'stock-step': async () => {
    await start()
    return time(await stockStep(networkOf(cleanConfig), randomBatch()), batchSize, steps)
  },
  'inference-128': inference,
  'data-loading': dataLoading,
} satisfies Record<string, () => Promise<Measured>>
export type MeasurementName = keyof typeof measurements

const start = () => startBackend('automatic', readRuntime(join(__dirname, '../native')))

function networkOf({ architecture }: RunConfig) {
  const { method, values } = findMethod('architectures', architecture)
  return method.build(values, { inputShape: [size, size, 3], classes })
}

function randomBatch(count = batchSize) {
  const random = createRandom(1)
  return {
    images: Float32Array.from({ length: count * size * size * 3 }, () => random.uniform()),
    labels: Int32Array.from({ length: count }, () => random.integer(classes)),
  }
}

async function trainingStep(run: RunConfig, count: number): Promise<Measured> {
  const { step } = await start()
  const network = networkOf(run)
  const { images, labels } = randomBatch()
  const runStep = step.compile(createTrainStep(run, network))
  let state: {
    weights: readonly tf.Tensor[]
    statistics: readonly tf.Tensor[]
    slots: readonly (readonly tf.Tensor[])[]
  } = {
    ...uploadModel(network, initialize(network, 0)),
    slots: uploadSlots(network, 1, null),
  }
  let at = 0
  return time(
    async () => {
      const inputs = {
        images: tf.tensor4d(images.slice(), [batchSize, size, size, 3]),
        labels: tf.tensor1d(labels.slice(), 'int32'),
        seed: tf.tensor1d([0, at++], 'int32'),
        rate: tf.scalar(0.01),
        step: tf.scalar(at),
      }
      const { metrics, ...next } = runStep({ ...inputs, ...state })
      await (metrics['loss'] as tf.Scalar).data()
      tf.dispose([...state.weights, ...state.statistics, ...state.slots.flat(), ...Object.values(metrics)])
      tf.dispose(inputs)
      state = next
    },
    batchSize,
    count,
  )
}

async function inference(): Promise<Measured> {
  const { step } = await start()
  const network = networkOf(cleanConfig)
  const classifier = createClassifier(network, step)
  const model = classifier.fold(uploadModel(network, initialize(network, 0)))
  const { images } = randomBatch(128)
  const input = tf.tensor4d(images, [128, size, size, 3])
  return time(
    async () => {
      const logits = await runLater(classifier.logits(model, input))
      await logits.data()
      logits.dispose()
    },
    128,
    steps,
  )
}

/** Batches as the worker thread makes them: read, converted, augmented. */
async function dataLoading(): Promise<Measured> {
  const random = createRandom(2)
  const pool = Uint8Array.from({ length: 256 * size * size * 3 }, () => random.integer(256))
  const images: ImageSet = {
    count: 256,
    shape: [size, size, 3],
    classes,
    labels: new Int32Array(256),
    read: (indices, target) =>
      Array.from(indices).forEach((index, i) =>
        target.set(pool.subarray(index * size * size * 3, (index + 1) * size * size * 3), i * size * size * 3),
      ),
  }
  const batches = createBatches({ images, augmentations: cleanConfig.augmentations, seed: 0, batchSize })
  let at = 0
  return time(async () => void batches.batch(0, at++ % batches.perEpoch), batchSize, 40)
}

/** Best rate of the steps after the warm-up: what the machine can do when nothing else disturbs it. */
async function time(work: () => Promise<unknown>, images: number, count: number): Promise<Measured> {
  let best = Infinity
  let tensors = 0
  for (let i = 0; i < warmUp + count; i++) {
    if (i === warmUp) tensors = tf.memory().numTensors
    const started = performance.now()
    await work()
    if (i >= warmUp) best = Math.min(best, performance.now() - started)
  }
  return {
    imagesPerSecond: (images * 1000) / best,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
    leakedTensors: tf.memory().numTensors - tensors,
  }
}
