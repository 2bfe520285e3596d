import type { ExperimentConfigInput } from '../../src-main/contract/index.ts'

const shapes = (size: number, train: number) => ({ id: 'shapes', params: { size, train, validation: 32, classes: 4 } })
const monitor = { trainImages: 16, validationImages: 32 }
const noises = ['gaussian-noise', 'poisson-noise', 'salt-and-pepper']

const one = (name: string, base: Record<string, unknown>): ExperimentConfigInput => ({
  name,
  base: { monitor, batchSize: 16, ...base },
  runs: [{ name }],
  conditions: ['clean'],
})

/** Trainings of a second or two that together use what a resume has to restore: slots, schedules, freezing, stopping. */
export const trainings: readonly ExperimentConfigInput[] = [
  one('plain', {
    dataset: shapes(16, 160),
    architecture: 'small-cnn:width=8,depth=2',
    optimizer: 'sgd:learningRate=0.05',
    checkpoints: { everyEpochs: 4 },
    epochs: 12,
  }),
  one('regularized', {
    dataset: shapes(16, 128),
    architecture: 'small-cnn:width=8,depth=3',
    objective: 'adversarial-regularization:multiplier=0.5',
    schedule: 'plateau:patience=1,factor=0.5',
    freezing: 'progressive:patience=1,minChange=0.05,rateFactor=0.5',
    augmentations: noises,
    deterministic: true,
    epochs: 12,
  }),
  one('stopped early', {
    dataset: shapes(24, 96),
    architecture: 'small-cnn:width=8,depth=2',
    optimizer: 'adam:learningRate=0.03',
    schedule: 'cosine',
    augmentations: ['random-crop', 'random-flip'],
    earlyStopping: { patience: 4, restoreBest: true },
    epochs: 14,
  }),
  one('last blocks', {
    dataset: shapes(16, 128),
    architecture: 'small-cnn:width=12,depth=3',
    objective: 'adversarial-regularization',
    optimizer: 'adam:learningRate=0.01',
    schedule: 'step:every=4,factor=0.3',
    freezing: 'last-blocks',
    augmentations: ['color-jitter'],
    weightDecay: 0.001,
    warmupEpochs: 1.5,
    monitor: { ...monitor, attack: 'fgsm:epsilon=4/255' },
    epochs: 12,
  }),
  one('mobilenet', {
    dataset: shapes(32, 64),
    architecture: 'mobilenet-v2:alpha=0.35',
    objective: 'adversarial-regularization',
    freezing: 'progressive:patience=1,minChange=0.5,blocksPerStep=6',
    augmentations: noises,
    deterministic: true,
    epochs: 5,
  }),
]

/** Three short runs, each with evaluations behind it. */
export const queued: ExperimentConfigInput = {
  name: 'queue',
  base: {
    ...{ monitor, dataset: shapes(16, 96), architecture: 'small-cnn:width=4,depth=2' },
    ...{ batchSize: 16, epochs: 5, optimizer: 'sgd:learningRate=0.05' },
  },
  runs: [{ name: 'first' }, { name: 'second', seed: 2 }, { name: 'third', objective: 'adversarial-regularization' }],
  conditions: ['clean', 'fgsm:epsilon=4/255'],
}

/** What evaluations, maps and exports need: a run that is done. */
export const trained: ExperimentConfigInput = {
  ...queued,
  name: 'trained',
  base: { ...queued.base, dataset: shapes(32, 64), epochs: 2 },
  runs: [{ name: 'trained' }],
  conditions: ['clean', 'fgsm:epsilon=8/255'],
}
