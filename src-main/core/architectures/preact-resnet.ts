import { defineArchitecture } from '../methods.ts'
import { choice } from '../params.ts'
import { buildPreActivationNetwork } from './pre-activation-network.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Blocks of the four stages (He et al. 2016a, table 1). */
const blocksOf = {
  '18': [2, 2, 2, 2],
  '34': [3, 4, 6, 3],
} as const

/**
 * PreActResNet for small images, as the robustness literature trains it: 3×3 stem with stride 1, no max pooling, stages
 * of 64 to 512 channels, batch normalization and ReLU before the head (11,172,170 parameters for 18 at 10 classes).
 * Layer names are those of the published PyTorch code with `_` for `.`, initial weights PyTorch's defaults, which that
 * code keeps. Default rate and batch: those of Rice et al. 2020, 0.1 at 128 images, scaled to 32.
 */
export const preActResNet = defineArchitecture({
  id: 'preact-resnet',
  title: 'PreActResNet',
  source:
    'He et al. 2016, https://arxiv.org/abs/1603.05027; as in Rice et al. 2020, https://arxiv.org/abs/2002.11569 and its code',
  defaults: { optimizer: 'sgd', learningRate: 0.025, batchSize: 32 },
  params: {
    variant: choice({
      default: '18',
      options: { '18': '18 layers', '34': '34 layers' },
      help: 'Depth. Both have four stages of blocks of two 3×3 convolutions.',
    }),
    smallImageStem: smallImageStem('own'),
    batchNormMomentum: batchNormMomentum(0.9, 'PyTorch'),
  },
  build({ variant, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    return buildPreActivationNetwork({
      inputShape,
      classes,
      stem: { filters: 64, strides: smallImageStem ? 1 : 2 },
      stages: blocksOf[variant].map((blocks, stage) => ({
        filters: 64 * 2 ** stage,
        blocks,
        strides: stage === 0 ? 1 : 2,
      })),
      normalization: { momentum: batchNormMomentum, epsilon: 1e-5 },
      initializer: 'fan-in-uniform',
      biasInitializer: 'fan-in-uniform',
      dropout: 0,
      names: {
        block: (stage, index) => `layer${stage}_${index}`,
        shortcut: 'shortcut_0',
        normalization: 'bn',
        head: 'linear',
      },
    })
  },
})
