import type { MeasureRequest } from './request.ts'

/** Who does the work: our program, stock kernels in a process of ours, or a script of test/reference/bench. */
export type Program = 'ours' | 'stock' | 'keras' | 'nsl' | 'torch' | 'imagenet-c'

/** One process to start. */
export interface Measurement {
  readonly program: Program
  /** What a person calls it, where it is a peer. */
  readonly title: string
  readonly request: Pick<MeasureRequest, 'measure'> & Partial<MeasureRequest>
  /** Measured for every architecture, or, because it takes long, for the first one alone unless asked for. */
  readonly isOfAll: boolean
  /** The time that it takes at least, in clean steps of ours: where that is above the limit it is not begun. */
  readonly leastSteps: number
  /** It takes minutes: measured in the first round alone, and given as long at least. */
  readonly onceWithinSeconds?: number
}

const oneStep = { iterations: 1, stepSize: 2 / 255, epsilon: null }
const tenSteps = { iterations: 10, stepSize: 2 / 255, epsilon: 8 / 255 }

const ours = (
  measure: string,
  leastSteps: number,
  more: Partial<MeasureRequest> = {},
  isOfAll = true,
): Measurement => ({
  ...{ program: 'ours', title: 'ours', request: { measure, ...more }, isOfAll, leastSteps },
})
const peer = (
  program: Exclude<Program, 'ours'>,
  title: string,
  measure: string,
  leastSteps: number,
  more: Partial<MeasureRequest> = {},
): Measurement => ({
  ...{ program, title, request: { measure, ...more }, isOfAll: false, leastSteps },
})
/** Not the package as it comes: that has an older TensorFlow. */
const stockKernels = 'stock tfjs-node kernels on TensorFlow 2.21'
const forAll = (measurement: Measurement): Measurement => ({ ...measurement, isOfAll: true })

/** In the order in which a round takes them: what is compared follows each other. */
export const measurements = {
  clean: ours('training', 2),
  'keras-fit': forAll(peer('keras', 'Keras fit', 'fit', 2)),
  'stock-fit': forAll(peer('stock', `${stockKernels}, trainOnBatch`, 'stock-fit', 16)),
  'torch-fit': forAll(peer('torch', 'PyTorch', 'fit', 2)),
  adversarial: ours('training', 4, oneStep),
  'nsl-fit': peer('nsl', 'NSL fit', 'fit', 4, oneStep),
  pgd: ours('training', 18, tenSteps),
  'nsl-pgd': peer('nsl', 'NSL fit', 'fit', 18, tenSteps),
  deterministic: ours('training', 2, { deterministic: true }, false),
  bfloat16: ours('training', 2, { precision: 'bfloat16' }, false),
  inference: ours('inference', 4),
  'keras-predict': forAll(peer('keras', 'Keras predict', 'predict', 4)),
  'stock-predict': peer('stock', `${stockKernels}, predictOnBatch`, 'stock-predict', 8),
  attack: ours('attack', 700, {}, false),
  saliency: ours('saliency', 1),
  'keras-saliency': peer('keras', 'Keras GradientTape in a tf.function', 'saliency', 1),
  epoch: ours('epoch', 32),
  'keras-epoch': peer('keras', 'Keras fit on tf.data', 'epoch', 20),
  click: ours('click', 200, {}, false),
  start: ours('start', 3),
  sheet: { ...ours('sheet', 0, {}, false), onceWithinSeconds: 900 },
  predictions: { ...ours('predictions', 0, {}, false), onceWithinSeconds: 600 },
  import: ours('import', 0, {}, false),
  corruptions: ours('corruptions', 0, {}, false),
  'authors-corruptions': peer('imagenet-c', "NumPy in the authors' code", 'corruptions', 0),
} satisfies Record<string, Measurement>
export type MeasurementName = keyof typeof measurements
