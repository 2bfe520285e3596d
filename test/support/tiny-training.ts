import type { RunConfigInput } from '../../src-main/contract/run-config.ts'
import { RunConfig } from '../../src-main/contract/run-config.ts'
import { createBatches } from '../../src-main/core/datasets/batches.ts'
import type { ImageSet } from '../../src-main/core/datasets/image-set.ts'
import { buildNetwork } from '../../src-main/core/network/builder.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import { createRandom } from '../../src-main/core/random.ts'
import type { TrainingEvent } from '../../src-main/core/training/events.ts'
import { plainRuntime } from '../../src-main/core/training/runtime.ts'
import type { TrainingState } from '../../src-main/core/training/state.ts'
import { train, type TrainOptions } from '../../src-main/core/training/train.ts'

export const classes = 3

/** Noisy 6 × 6 images whose brightest channel is their class: learnt in a few steps. */
export function tinyImages(count: number, seed: number): ImageSet {
  const shape = [6, 6, 3] as const
  const size = shape[0] * shape[1] * shape[2]
  const random = createRandom(seed)
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes)
  const pixels = Uint8Array.from({ length: count * size }, (_, at) => {
    const isOwn = at % 3 === labels[Math.floor(at / size)]
    return random.integer(isOwn ? 256 : 160)
  })
  return {
    count,
    shape,
    classes,
    labels,
    read(indices, target) {
      Array.from(indices).forEach((image, i) => target.set(pixels.subarray(image * size, (image + 1) * size), i * size))
    },
  }
}

/** One convolution with batch normalization, dropout and a dense layer: everything that a step can depend on. */
export const tinyNetwork: Network = buildNetwork([6, 6, 3], ({ input }) =>
  input
    .convolution('conv', { filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false })
    .batchNormalization('bn', { momentum: 0.9, epsilon: 1e-3 })
    .activation('relu', 'relu')
    .globalAveragePooling('pool')
    .dropout('dropout', 0.2)
    .dense('dense', { units: classes }),
)

/** 24 images in batches of 6: four steps an epoch. */
export function tinyOptions(config: Partial<RunConfigInput>, changes: Partial<TrainOptions> = {}): TrainOptions {
  const parsed = RunConfig.parse({
    dataset: { id: 'shapes' },
    epochs: 3,
    batchSize: 6,
    optimizer: 'sgd:learningRate=0.1',
    monitor: { trainImages: 9, validationImages: 12 },
    ...config,
  })
  const images = tinyImages(24, 1)
  const batches = createBatches({ images, augmentations: parsed.augmentations, seed: parsed.seed, batchSize: 6 })
  return {
    config: parsed,
    network: tinyNetwork,
    train: images,
    validation: tinyImages(12, 2),
    batchesPerEpoch: batches.perEpoch,
    nextBatch: async (epoch, index) => batches.batch(epoch, index),
    runtime: plainRuntime(() => performance.now()),
    signal: { aborted: false },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    initial: initialize(tinyNetwork, parsed.seed),
    resume: null,
    best: null,
    ...changes,
  }
}

/** Runs to the end. `onEvent` sees every event as it comes. */
export async function collect(
  options: TrainOptions,
  onEvent: (event: TrainingEvent) => void = () => undefined,
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  for await (const event of train(options)) {
    events.push(event)
    onEvent(event)
  }
  return events
}

export function ofKind<K extends TrainingEvent['kind']>(
  events: readonly TrainingEvent[],
  kind: K,
): Extract<TrainingEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<TrainingEvent, { kind: K }> => event.kind === kind)
}

/** The values of one metric, by step. */
export function curve(events: readonly TrainingEvent[], name: string): number[] {
  return ofKind(events, 'points')
    .flatMap(({ points }) => points)
    .filter((point) => point.name === name)
    .map(({ value }) => value)
}

export function lastState(events: readonly TrainingEvent[]): TrainingState {
  const state = ofKind(events, 'checkpoint').at(-1)?.state
  if (!state) throw new Error('There was no checkpoint.')
  return state
}
