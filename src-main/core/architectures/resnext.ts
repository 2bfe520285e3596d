import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { choice, number, toggle } from '../params.ts'
import { toImageNetStatistics } from './input-scaling.ts'

/** Blocks of the four stages (Xie et al. 2017, table 1). */
const blocksOf = {
  '50': [3, 4, 6, 3],
  '101': [3, 4, 23, 3],
} as const

/** The 3×3 convolutions of a block: cardinality in the paper. */
const groups = 32

interface BlockOptions {
  readonly filters: number
  readonly strides: 1 | 2
  /** The first block of a stage changes the shape: its skip is a convolution. */
  readonly isFirst: boolean
}

/**
 * ResNeXt 32×4d as Keras Applications builds it: layer names, paddings and, its frozen selector weights replaced by true
 * grouped convolutions, parameter counts (25,097,128 for 50 at 1,000 classes), with its input scaling inside. Departures
 * are off by default.
 */
export const resNeXt = defineArchitecture({
  id: 'resnext',
  title: 'ResNeXt 32×4d',
  source: 'Xie et al. 2017, https://arxiv.org/abs/1611.05431; keras-applications 1.0.8',
  params: {
    variant: choice({
      default: '50',
      options: { '50': '50 layers', '101': '101 layers' },
      help: 'Depth. The deeper one has 23 instead of 6 blocks in its third stage.',
    }),
    smallImageStem: toggle({
      default: false,
      help: 'Stride 1 instead of 2 in the first layer, for images of 32 to 64 px: finer maps, about four times the work.',
    }),
    batchNormMomentum: number({
      default: 0.99,
      min: 0,
      max: 0.9999,
      help: 'Share of the old moving statistics kept in a step. Keras has 0.99; short runs need about 0.95.',
    }),
  },
  build({ variant, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const normalization = { momentum: batchNormMomentum, epsilon: 1.001e-5 }
    const pointwise = { kernelSize: 1, useBias: false } as const

    function bottleneck(x: Flow, name: string, { filters, strides, isFirst }: BlockOptions): Flow {
      const inner = x
        .convolution(`${name}_1_conv`, { filters, ...pointwise })
        .batchNormalization(`${name}_1_bn`, normalization)
        .activation(`${name}_1_relu`, 'relu')
        .zeroPadding(`${name}_2_pad`, 1)
        .convolution(`${name}_2_conv`, { filters, kernelSize: 3, strides, groups, useBias: false })
        .batchNormalization(`${name}_2_bn`, normalization)
        .activation(`${name}_2_relu`, 'relu')
      // In the order of Keras's layers: the skip's between those of the branch.
      const widened = isFirst ? x.convolution(`${name}_0_conv`, { filters: 2 * filters, strides, ...pointwise }) : x
      const branch = inner.convolution(`${name}_3_conv`, { filters: 2 * filters, ...pointwise })
      const skip = isFirst ? widened.batchNormalization(`${name}_0_bn`, normalization) : x
      return skip
        .add(`${name}_add`, branch.batchNormalization(`${name}_3_bn`, normalization))
        .activation(`${name}_out`, 'relu')
    }

    return buildNetwork(inputShape, ({ input, block }) => {
      block('stem')
      let x = toImageNetStatistics(input)
        .zeroPadding('conv1_pad', 3)
        .convolution('conv1_conv', { filters: 64, kernelSize: 7, strides: smallImageStem ? 1 : 2, useBias: false })
        .batchNormalization('conv1_bn', normalization)
        .activation('conv1_relu', 'relu')
        .zeroPadding('pool1_pad', 1)
        .maxPooling('pool1_pool', { poolSize: 3, strides: 2 })
      for (const [stage, blocks] of blocksOf[variant].entries()) {
        for (let index = 1; index <= blocks; index++) {
          block(`stage ${stage + 1} block ${index}`)
          const isFirst = index === 1
          const strides = isFirst && stage > 0 ? 2 : 1
          x = bottleneck(x, `conv${stage + 2}_block${index}`, { filters: 128 * 2 ** stage, strides, isFirst })
        }
      }
      block('head')
      return x.globalAveragePooling('avg_pool').dense('probs', { units: classes })
    })
  },
})
