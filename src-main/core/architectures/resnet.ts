import { defineArchitecture } from '../methods.ts'
import { choice } from '../params.ts'
import { toCenteredBgr } from './input-scaling.ts'
import { buildResidualNetwork } from './residual-network.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Blocks of the four stages (He et al. 2016, table 1). */
const blocksOf = {
  '50': [3, 4, 6, 3],
  '101': [3, 4, 23, 3],
  '152': [3, 8, 36, 3],
} as const

/**
 * ResNet with bottleneck blocks as Keras Applications builds it (version 1: the stride is in a block's first
 * convolution, and convolutions have biases): layer names, paddings and parameter counts (25,636,712 for 50 at 1,000
 * classes), with its input scaling inside. Departures are off by default. Default rate: the paper's, 0.1 at 256 images,
 * scaled to 32.
 */
export const resNet = defineArchitecture({
  id: 'resnet',
  title: 'ResNet',
  source: 'He et al. 2016, https://arxiv.org/abs/1512.03385; Keras Applications',
  defaults: { optimizer: 'sgd', learningRate: 0.0125, batchSize: 32 },
  params: {
    variant: choice({
      default: '50',
      options: { '50': '50 layers', '101': '101 layers', '152': '152 layers' },
      help: 'Depth. All have four stages; the deeper ones have longer second and third stages.',
    }),
    smallImageStem: smallImageStem('stride-and-pooling'),
    batchNormMomentum: batchNormMomentum(0.99),
  },
  build({ variant, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const normalization = { momentum: batchNormMomentum, epsilon: 1.001e-5 }
    return buildResidualNetwork({
      inputShape,
      classes,
      stages: blocksOf[variant],
      filters: 64,
      widening: 4,
      useBias: true,
      smallImageStem,
      normalization,
      head: 'predictions',
      scale: toCenteredBgr,
      narrow: (x, { name, filters, strides }) =>
        x
          .convolution(`${name}_1_conv`, { filters, kernelSize: 1, strides })
          .batchNormalization(`${name}_1_bn`, normalization)
          .activation(`${name}_1_relu`, 'relu')
          .convolution(`${name}_2_conv`, { filters, kernelSize: 3, padding: 'same' })
          .batchNormalization(`${name}_2_bn`, normalization)
          .activation(`${name}_2_relu`, 'relu'),
    })
  },
})
