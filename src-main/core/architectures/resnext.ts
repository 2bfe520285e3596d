import { defineArchitecture } from '../methods.ts'
import { choice } from '../params.ts'
import { toImageNetStatistics } from './input-scaling.ts'
import { buildResidualNetwork } from './residual-network.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Blocks of the four stages (Xie et al. 2017, table 1). */
const blocksOf = {
  '50': [3, 4, 6, 3],
  '101': [3, 4, 23, 3],
} as const

/** The 3×3 convolutions of a block: cardinality in the paper. */
const groups = 32

/**
 * ResNeXt 32×4d as Keras Applications builds it: layer names, paddings and, its frozen selector weights replaced by true
 * grouped convolutions, parameter counts (25,097,128 for 50 at 1,000 classes), with its input scaling inside. Departures
 * are off by default. Default rate: the paper's, 0.1 at 256 images, scaled to 32.
 */
export const resNeXt = defineArchitecture({
  id: 'resnext',
  title: 'ResNeXt 32×4d',
  source: 'Xie et al. 2017, https://arxiv.org/abs/1611.05431; keras-applications 1.0.8',
  defaults: { optimizer: 'sgd', learningRate: 0.0125, batchSize: 32 },
  params: {
    variant: choice({
      default: '50',
      options: { '50': '50 layers', '101': '101 layers' },
      help: 'Depth. The deeper one has 23 instead of 6 blocks in its third stage.',
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
      filters: 128,
      widening: 2,
      useBias: false,
      smallImageStem,
      normalization,
      head: 'probs',
      scale: toImageNetStatistics,
      narrow: (x, { name, filters, strides }) =>
        x
          .convolution(`${name}_1_conv`, { filters, kernelSize: 1, useBias: false })
          .batchNormalization(`${name}_1_bn`, normalization)
          .activation(`${name}_1_relu`, 'relu')
          .zeroPadding(`${name}_2_pad`, 1)
          .convolution(`${name}_2_conv`, { filters, kernelSize: 3, strides, groups, useBias: false })
          .batchNormalization(`${name}_2_bn`, normalization)
          .activation(`${name}_2_relu`, 'relu'),
    })
  },
})
