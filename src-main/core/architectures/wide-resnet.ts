import { defineArchitecture } from '../methods.ts'
import { choice, number } from '../params.ts'
import { buildPreActivationNetwork } from './pre-activation-network.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/**
 * Wide residual network WRN-depth-width: three stages of (depth − 4) / 6 pre-activation blocks with 16, 32 and 64 times
 * the width as channels (36,479,194 parameters for 28-10 at 10 classes). Layer names are those of TRADES's PyTorch code
 * with `_` for `.`, initial weights its and the authors': normal of variance 2 / fan out. Default rate and batch: 0.1 at
 * 128 images (both sources), scaled to 32.
 */
export const wideResNet = defineArchitecture({
  id: 'wide-resnet',
  title: 'WideResNet',
  source:
    'Zagoruyko and Komodakis 2016, https://arxiv.org/abs/1605.07146; as in TRADES, https://arxiv.org/abs/1901.08573 and its code',
  defaults: { optimizer: 'sgd', learningRate: 0.025, batchSize: 32 },
  params: {
    depth: choice({
      default: '28',
      options: { '10': '10', '16': '16', '22': '22', '28': '28', '34': '34', '40': '40', '70': '70' },
      help: 'Layers: four, and two in each block of the three stages.',
    }),
    width: number({
      default: 10,
      min: 1,
      max: 16,
      step: 1,
      help: 'Factor on the channels of the stages, 16, 32 and 64. Parameters and work grow with its square.',
    }),
    dropout: number({
      default: 0,
      min: 0,
      max: 0.9,
      help: 'Share of the values dropped between the convolutions of a block in training; the paper also tries 0.3.',
    }),
    smallImageStem: smallImageStem('own'),
    batchNormMomentum: batchNormMomentum(0.9, 'PyTorch'),
  },
  build({ depth, width, dropout, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const blocks = (Number(depth) - 4) / 6
    return buildPreActivationNetwork({
      inputShape,
      classes,
      stem: { filters: 16, strides: smallImageStem ? 1 : 2 },
      stages: [16, 32, 64].map((filters, stage) => ({
        filters: filters * width,
        blocks,
        strides: stage === 0 ? 1 : 2,
      })),
      normalization: { momentum: batchNormMomentum, epsilon: 1e-5 },
      initializer: 'fan-out-untruncated-normal',
      biasInitializer: 'zeros',
      dropout,
      names: {
        block: (stage, index) => `block${stage}_layer_${index}`,
        shortcut: 'convShortcut',
        normalization: 'bn1',
        head: 'fc',
      },
    })
  },
})
