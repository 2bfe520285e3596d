import type { RegistryName } from '../../../src-main/contract/index.ts'

export const sections = [
  { id: 'data', title: 'Data', note: '' },
  {
    id: 'augmentation',
    title: 'Augmentation',
    note: 'training images only; validation and tests see the images as they are',
  },
  { id: 'model', title: 'Model', note: '' },
  { id: 'freezing', title: 'Freezing', note: 'which blocks of the network are trained, and when' },
  { id: 'training', title: 'Training', note: '' },
  { id: 'adversarial', title: 'Adversarial', note: 'the training loss only; the base model is measured' },
  {
    id: 'panel',
    title: 'Evaluation panel',
    note: 'the same images after every epoch, and the conditions of the end',
  },
  { id: 'output', title: 'Output', note: '' },
] as const
export type SectionId = (typeof sections)[number]['id']

/** What the contract does not say about one of its settings: where it stands and how a person reads it. */
export interface ContractField {
  readonly path: string
  readonly section: SectionId
  readonly title: string
  readonly help: string
  readonly unit?: string
  /** Its value is a method of this registry, or a list of them. */
  readonly registry?: RegistryName
  readonly isList?: boolean
  readonly isNullable?: boolean
  readonly control?: { readonly kind: 'text' | 'imported' | 'weights' | 'group' }
  /** Shown only while the group at this path is there. */
  readonly group?: string
  readonly isAdvanced?: boolean
}

/** In the order of the form. */
export const contractFields: readonly ContractField[] = [
  { path: 'dataset', section: 'data', title: 'Dataset', help: 'What the images are.', registry: 'datasets' },
  {
    path: 'dataset.imported',
    section: 'data',
    title: 'Imported as',
    help: 'Which imported dataset of this kind; automatic takes the only one there is.',
    control: { kind: 'imported' },
  },
  {
    path: 'dataset.imagesPerClass',
    section: 'data',
    title: 'Images per class',
    unit: 'training images',
    help: 'A fixed choice of the training images, to see how a network does with few; empty takes all. Evaluations see the whole of their split.',
    isAdvanced: true,
  },
  {
    path: 'augmentations',
    section: 'augmentation',
    title: 'Augmentations',
    help: 'Drawn anew for every image and epoch, in the order of this list.',
    registry: 'augmentations',
    isList: true,
  },
  {
    path: 'architecture',
    section: 'model',
    title: 'Architecture',
    help: 'The network that is trained.',
    registry: 'architectures',
  },
  {
    path: 'freezing',
    section: 'freezing',
    title: 'Freezing policy',
    help: 'Frozen blocks keep the weights that they came with.',
    registry: 'freezing',
  },
  {
    path: 'initialWeights',
    section: 'model',
    title: 'Initial weights',
    help: 'Imported weights to start from; the layer of the logits is new where the classes are others. Random: by the seed.',
    control: { kind: 'weights' },
  },
  {
    path: 'optimizer',
    section: 'training',
    title: 'Optimizer',
    help: 'How a gradient changes the weights.',
    registry: 'optimizers',
  },
  {
    path: 'schedule',
    section: 'training',
    title: 'Schedule',
    help: 'How the learning rate changes over the epochs.',
    registry: 'schedules',
  },
  {
    path: 'warmupEpochs',
    section: 'training',
    title: 'Warm-up',
    unit: 'epochs',
    help: 'Linear rise of the learning rate from 0; fractions are allowed.',
  },
  {
    path: 'epochs',
    section: 'training',
    title: 'Epochs',
    unit: 'epochs',
    help: 'How often every training image is seen.',
  },
  { path: 'batchSize', section: 'training', title: 'Batch size', unit: 'images', help: 'Images of one step.' },
  {
    path: 'weightDecay',
    section: 'training',
    title: 'Weight decay',
    help: 'Decoupled from the loss: rate × weight is added to the gradient.',
  },
  {
    path: 'weightDecayScope',
    section: 'training',
    title: 'Decay applies to',
    help: 'Kernels only, or biases and normalization too.',
    isAdvanced: true,
  },
  {
    path: 'batchNormMovingVariance',
    section: 'training',
    title: 'Moving variance',
    help: 'Of batch normalization: unbiased counts a batch’s variance times n / (n − 1), as Keras 2 and PyTorch do; biased as it is, as Keras 3 does.',
    isAdvanced: true,
  },
  {
    path: 'clipGradientNorm',
    section: 'training',
    title: 'Clip gradient norm',
    help: 'Global L2 norm above which all gradients are scaled down; empty leaves them.',
    isAdvanced: true,
  },
  {
    path: 'earlyStopping',
    section: 'training',
    title: 'Early stopping',
    help: 'Ends the run when a value has not improved for some epochs.',
    control: { kind: 'group' },
  },
  {
    path: 'earlyStopping.monitor',
    group: 'earlyStopping',
    section: 'training',
    title: 'Watches',
    help: 'The value that should improve.',
  },
  {
    path: 'earlyStopping.patience',
    group: 'earlyStopping',
    section: 'training',
    title: 'Patience',
    unit: 'epochs',
    help: 'Epochs to wait for an improvement.',
  },
  {
    path: 'earlyStopping.minChange',
    group: 'earlyStopping',
    section: 'training',
    title: 'Smallest change',
    help: 'A smaller change does not count.',
    isAdvanced: true,
  },
  {
    path: 'earlyStopping.restoreBest',
    group: 'earlyStopping',
    section: 'training',
    title: 'Restore the best epoch',
    help: 'Leaves the run with the weights of its best epoch.',
    isAdvanced: true,
  },
  {
    path: 'seed',
    section: 'training',
    title: 'Seed',
    help: 'Of the initial weights, the order of the images, the augmentation and every random start.',
  },
  {
    path: 'precision',
    section: 'training',
    title: 'Precision',
    help: 'Of convolutions and matrix products; weights and all that is measured stay float32.',
    isAdvanced: true,
  },
  {
    path: 'deterministic',
    section: 'training',
    title: 'Deterministic',
    help: 'The same seed gives the same bits, run after run; an operation that cannot promise it is refused.',
    isAdvanced: true,
  },
  {
    path: 'objective',
    section: 'adversarial',
    title: 'Objective',
    help: 'The training loss.',
    registry: 'objectives',
  },
  {
    path: 'monitor.trainImages',
    section: 'panel',
    title: 'Training images',
    unit: 'images',
    help: 'Measured after every epoch without augmentation.',
  },
  {
    path: 'monitor.validationImages',
    section: 'panel',
    title: 'Validation images',
    unit: 'images',
    help: 'Measured after every epoch.',
  },
  {
    path: 'monitor.attack',
    section: 'panel',
    title: 'Attack',
    help: 'The attack of the robust curves; none leaves them out.',
    registry: 'attacks',
    isNullable: true,
  },
  {
    path: 'evaluationImages',
    section: 'panel',
    title: 'Evaluated on',
    unit: 'validation images',
    help: 'How many validation images the conditions of the end are evaluated on, the same ones for every run; empty takes all.',
  },
  {
    path: 'name',
    section: 'output',
    title: 'Name',
    help: 'Of the experiment; its runs are named after it and after what tells them apart.',
    control: { kind: 'text' },
  },
  {
    path: 'checkpoints.bestClean',
    section: 'output',
    title: 'Keep best clean',
    help: 'The checkpoint of the best epoch, beside the newest, which Resume goes on from.',
  },
  {
    path: 'checkpoints.bestRobust',
    section: 'output',
    title: 'Keep best robust',
    help: 'The checkpoint of the best accuracy under the attack of the evaluation panel; nothing where that has none.',
  },
  {
    path: 'checkpoints.everyEpochs',
    section: 'output',
    title: 'Keep one every',
    unit: 'epochs',
    help: 'Checkpoints to fork from or to compare, all of them; empty keeps none. Others are removed.',
  },
  {
    path: 'backend',
    section: 'output',
    title: 'Compute with',
    help: 'The best that is there, or a backend by name.',
    isAdvanced: true,
  },
]
