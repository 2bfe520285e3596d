import { imagenetC, imagenetCExtra } from '../core/corruptions/index.ts'
import { measurements, type MeasurementName } from './measurements.ts'

/** One number of a measurement. */
export interface Figure {
  readonly of: MeasurementName
  readonly value: string
  /** What it is called beside ours, where that is not the name of the measurement. */
  readonly title?: string
}
const figure = (of: MeasurementName, value: string, more: Pick<Figure, 'title'> = {}): Figure => ({
  of,
  value,
  ...more,
})

/** A line of the table. */
export interface Work {
  readonly id: string
  readonly title: string
  readonly unit: 'images/s' | 'maps/s' | 'ms' | 's' | 'MB' | '%' | 'tensors'
  readonly ours: Figure
  readonly peers: readonly Figure[]
  /** Not of an architecture. */
  readonly isOfMachine?: boolean
}

const corruptionWork = (id: string, title: string, ours: string, theirs = ours): Work => ({
  ...{ id, title, unit: 'images/s', isOfMachine: true },
  ours: figure('corruptions', ours),
  peers: [figure('authors-corruptions', theirs)],
})

/** Of 10,000 images under 100 conditions; each question is the first of its kind to a host that was just opened. */
const predictionWorks = (
  [
    ['predictions', 'database of 1,000,000 predictions', 'MB', 'megabytes'],
    ['predictions-curve', 'accuracies of them under all 100 conditions', 'ms', 'curveMs'],
    ['predictions-classes', 'accuracies of 200 classes under one condition, slowest of 100', 'ms', 'classesMs'],
    ['predictions-confusion', 'confusion matrix of 200 classes, slowest of 100', 'ms', 'confusionMs'],
    ['predictions-flips', 'fixed and broken from clean to a condition, slowest of 100', 'ms', 'flipsMs'],
    ['predictions-error', 'mean corruption error with its bootstrap interval', 'ms', 'errorMs'],
  ] as const
).map(([id, title, unit, value]): Work => ({
  ...{ id, title, unit, ours: figure('predictions', value), peers: [], isOfMachine: true },
}))

export const works: readonly Work[] = [
  {
    id: 'clean-step',
    title: 'clean step',
    unit: 'images/s',
    ours: figure('clean', 'imagesPerSecond'),
    peers: [
      figure('keras-fit', 'imagesPerSecond'),
      figure('stock-fit', 'imagesPerSecond'),
      figure('torch-fit', 'imagesPerSecond'),
    ],
  },
  {
    id: 'adversarial-step',
    title: 'adversarial step (one FGSM step)',
    unit: 'images/s',
    ours: figure('adversarial', 'imagesPerSecond'),
    peers: [figure('nsl-fit', 'imagesPerSecond')],
  },
  {
    id: 'adversarial-cost',
    title: 'adversarial step beside the clean one',
    unit: 'ms',
    ours: figure('adversarial', 'stepMs'),
    peers: [figure('clean', 'stepMs')],
  },
  {
    id: 'pgd-step',
    title: 'adversarial step of ten gradient steps (PGD-10)',
    unit: 'images/s',
    ours: figure('pgd', 'imagesPerSecond'),
    peers: [figure('nsl-pgd', 'imagesPerSecond')],
  },
  {
    id: 'deterministic-step',
    title: 'clean step, deterministic',
    unit: 'images/s',
    ours: figure('deterministic', 'imagesPerSecond'),
    peers: [figure('clean', 'imagesPerSecond')],
  },
  {
    id: 'bfloat16-step',
    title: 'clean step, bfloat16',
    unit: 'images/s',
    ours: figure('bfloat16', 'imagesPerSecond'),
    peers: [figure('clean', 'imagesPerSecond')],
  },
  ...[1, 32, 128].map((batch): Work => ({
    id: `inference-${batch}`,
    title: `inference, batch ${batch}`,
    unit: 'images/s',
    ours: figure('inference', `batch${batch}`),
    peers: [figure('keras-predict', `batch${batch}`), figure('stock-predict', `batch${batch}`)],
  })),
  {
    id: 'attacked-evaluation',
    title: 'evaluation of 128 images under PGD-20',
    unit: 'ms',
    ours: figure('attack', 'evaluationMs'),
    peers: [figure('attack', 'passesMs', { title: 'its passes forward and back alone' })],
  },
  {
    id: 'saliency',
    title: 'saliency map of one image',
    unit: 'maps/s',
    ours: figure('saliency', 'mapsPerSecond'),
    peers: [figure('keras-saliency', 'mapsPerSecond')],
  },
  {
    id: 'sheet',
    title: 'sheet of 1,000 images × gradient, guided, Grad-CAM, SmoothGrad 16',
    unit: 's',
    ours: figure('sheet', 'seconds'),
    peers: [],
  },
  {
    id: 'sheet-page',
    title: 'first page of that sheet, cached',
    unit: 'ms',
    ours: figure('sheet', 'pageMs'),
    peers: [],
  },
  {
    id: 'sheet-memory',
    title: 'memory of the engine after that sheet',
    unit: 'MB',
    ours: figure('sheet', 'endMegabytes'),
    peers: [figure('sheet', 'startMegabytes', { title: 'when all four methods had run' })],
  },
  {
    id: 'epoch-jpegs',
    title: 'epoch from JPEGs, six augmentations, import included',
    unit: 'images/s',
    ours: figure('epoch', 'fromJpegs'),
    peers: [figure('keras-epoch', 'imagesPerSecond')],
  },
  {
    id: 'epoch-cache',
    title: 'epoch from the cache, six augmentations',
    unit: 'images/s',
    ours: figure('epoch', 'imagesPerSecond'),
    peers: [figure('keras-epoch', 'imagesPerSecond')],
  },
  ...(['alone', 'sheet', 'training'] as const).map((beside): Work => ({
    id: `click-${beside}`,
    title: `click to map, 95th percentile${beside === 'alone' ? '' : `, beside a ${beside}`}`,
    unit: 'ms',
    ours: figure('click', `${beside}P95`),
    peers: [figure('click', `${beside}Median`, { title: 'its median' })],
  })),
  { id: 'waiting', title: 'waiting for data', unit: '%', ours: figure('epoch', 'waitingPercent'), peers: [] },
  {
    id: 'start',
    title: 'start to the first step',
    unit: 's',
    ours: figure('start', 'firstStepSeconds'),
    peers: [figure('keras-fit', 'firstStepSeconds')],
  },
  {
    id: 'memory',
    title: 'peak memory, clean training',
    unit: 'MB',
    ours: figure('clean', 'peakMegabytes'),
    peers: [
      figure('keras-fit', 'peakMegabytes'),
      figure('clean', 'reckonedMegabytes', { title: 'reckoned from the network, within 20 % where it is right' }),
    ],
  },
  { id: 'javascript', title: 'JavaScript per step', unit: 'ms', ours: figure('clean', 'javascriptMs'), peers: [] },
  {
    id: 'leaks',
    title: 'tensors left by the steps',
    unit: 'tensors',
    ours: figure('clean', 'leakedTensors'),
    peers: [],
  },
  {
    id: 'import',
    title: 'import of JPEGs',
    unit: 'images/s',
    ours: figure('import', 'imagesPerSecond'),
    peers: [],
    isOfMachine: true,
  },
  ...predictionWorks,
  corruptionWork('corruptions', 'the fifteen corruptions of ImageNet-C together, five severities', 'together'),
  ...[...imagenetC, ...imagenetCExtra].map(({ id, recipe }) => {
    // The authors have one Gaussian noise.
    const name = id === 'gaussian-noise-c' ? 'gaussian-noise' : id
    return corruptionWork(`corruption-${name}`, recipe.title.toLowerCase(), id, name)
  }),
]

/** Whether more of a unit is better. */
export const isMoreBetter = (unit: string): boolean => unit.endsWith('/s')

/** What stands beside ours is called. */
export const peerTitle = ({ of, title }: Figure): string =>
  title ?? (of === 'clean' ? 'our clean step' : measurements[of].title)
