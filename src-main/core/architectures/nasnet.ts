import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { choice, number } from '../params.ts'
import { createCells } from './nasnet-cells.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/**
 * Channels of the last cell's output, normal cells of a stage, channels of the first layer, and whether a reduction
 * cell is skipped as a second input of the cell after it (Zoph et al. 2018, table 2 and appendix A.4).
 */
const variants = {
  mobile: { features: 1056, cells: 4, stem: 32, skipsReduction: false },
  large: { features: 4032, cells: 6, stem: 96, skipsReduction: true },
} as const

/**
 * NASNet-A as Keras Applications builds it: layer names, paddings and parameter counts (5,326,716 for Mobile,
 * 88,949,818 for Large at 1,000 classes), with its input scaling to [−1, 1] inside. As in Keras there is no auxiliary
 * head, and no dropout and drop path unless asked for. Departures are off by default. Default rate and batch: those that the authors'
 * code (TensorFlow's models, nasnet.py) notes for CIFAR-10, where it trains by SGD.
 */
export const nasNet = defineArchitecture({
  id: 'nasnet',
  title: 'NASNet',
  source: 'Zoph et al. 2018, https://arxiv.org/abs/1707.07012; Keras Applications',
  defaults: { optimizer: 'sgd', learningRate: 0.025, batchSize: 32 },
  params: {
    variant: choice({
      default: 'mobile',
      options: { mobile: 'Mobile', large: 'Large' },
      help: 'Mobile: 5 million parameters. Large: 89 million, four times the channels and half as many cells again.',
    }),
    dropout: number({
      default: 0,
      min: 0,
      max: 0.9,
      help: 'Share of the features that the head drops in training. Keras has none, the paper 0.5 for ImageNet.',
    }),
    dropPath: number({
      default: 0,
      min: 0,
      max: 0.9,
      help: 'Share of the images that skip an operation of the last cell in training; earlier cells drop fewer. Keras has none, the paper 0.3 (Large) and 0.4 (CIFAR-10).',
    }),
    smallImageStem: smallImageStem('stride'),
    batchNormMomentum: batchNormMomentum(0.9997),
  },
  build({ variant, dropout, dropPath, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const { features, cells, stem, skipsReduction } = variants[variant]
    const filters = features / 24
    const normalization = { momentum: batchNormMomentum, epsilon: 1e-3 }
    // The two cells of the stem and the reductions count, as in the authors' code.
    const total = 3 * cells + 4
    let built = 0
    const { normalCell, reductionCell } = createCells(normalization, () => (dropPath * built) / total)

    return buildNetwork(inputShape, ({ input, block }) => {
      block('stem')
      let x = input
        .rescaling('rescaling', 2, -1)
        .convolution('stem_conv1', {
          filters: stem,
          kernelSize: 3,
          strides: smallImageStem ? 1 : 2,
          padding: smallImageStem ? 'same' : 'valid',
          useBias: false,
          initializer: 'he-normal',
        })
        .batchNormalization('stem_bn1', normalization)
      // A cell takes what the cell before it gave, and what that one took.
      let previous: Flow | null = null
      function apply(cell: (x: Flow, previous: Flow | null) => Flow, name: string): Flow {
        block(name)
        built++
        const [taken, before] = [x, previous]
        x = cell(taken, before)
        previous = taken
        return before as Flow
      }
      apply((at, before) => reductionCell(at, before, filters / 4, 'stem_1'), 'stem_1')
      apply((at, before) => reductionCell(at, before, filters / 2, 'stem_2'), 'stem_2')
      for (let stage = 0; stage < 3; stage++) {
        const width = filters * 2 ** stage
        // Keras leaves out one number before the second stage alone.
        const first = stage * cells + Math.min(stage, 1)
        if (stage > 0) {
          const id = `reduce_${stage * cells}`
          const before = apply((at, from) => reductionCell(at, from, width, id), id)
          if (skipsReduction) previous = before
        }
        for (let index = first; index < first + cells; index++) {
          apply((at, from) => normalCell(at, from, width, `${index}`), `cell_${index}`)
        }
      }
      block('head')
      x = x.activation('activation', 'relu').globalAveragePooling('global_average_pooling2d')
      if (dropout > 0) x = x.dropout('dropout', dropout)
      return x.dense('predictions', { units: classes })
    })
  },
})
