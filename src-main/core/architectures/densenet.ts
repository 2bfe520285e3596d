import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { choice } from '../params.ts'
import { toImageNetStatistics } from './input-scaling.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Layers of the four dense blocks (Huang et al. 2017, table 1). */
const layersOf = {
  '121': [6, 12, 24, 16],
  '169': [6, 12, 32, 32],
  '201': [6, 12, 48, 32],
} as const

/** Channels that every layer adds. */
const growth = 32

/**
 * DenseNet as Keras Applications builds it, growth 32 and compression ½: layer names (those of Keras 3), paddings and
 * parameter counts (8,062,504 for 121 at 1,000 classes), with its input scaling inside. Departures are off by default.
 * Default rate: the paper's for ImageNet, 0.1 at 256 images, scaled to 32.
 */
export const denseNet = defineArchitecture({
  id: 'densenet',
  title: 'DenseNet',
  source: 'Huang et al. 2017, https://arxiv.org/abs/1608.06993; Keras Applications',
  defaults: { optimizer: 'sgd', learningRate: 0.0125, batchSize: 32 },
  params: {
    variant: choice({
      default: '121',
      options: { '121': '121 layers', '169': '169 layers', '201': '201 layers' },
      help: 'Depth. All have four dense blocks; the deeper ones have longer third and fourth blocks.',
    }),
    smallImageStem: smallImageStem('stride-and-pooling'),
    batchNormMomentum: batchNormMomentum(0.99),
  },
  build({ variant, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const normalization = { momentum: batchNormMomentum, epsilon: 1.001e-5 }
    const pointwise = { kernelSize: 1, useBias: false } as const

    function denseLayer(x: Flow, name: string): Flow {
      const added = x
        .batchNormalization(`${name}_0_bn`, normalization)
        .activation(`${name}_0_relu`, 'relu')
        .convolution(`${name}_1_conv`, { filters: 4 * growth, ...pointwise })
        .batchNormalization(`${name}_1_bn`, normalization)
        .activation(`${name}_1_relu`, 'relu')
        .convolution(`${name}_2_conv`, { filters: growth, kernelSize: 3, padding: 'same', useBias: false })
      return x.concatenate(`${name}_concat`, added)
    }

    function transition(x: Flow, name: string): Flow {
      return x
        .batchNormalization(`${name}_bn`, normalization)
        .activation(`${name}_relu`, 'relu')
        .convolution(`${name}_conv`, { filters: Math.floor((x.shape.at(-1) ?? 0) / 2), ...pointwise })
        .averagePooling(`${name}_pool`, { poolSize: 2 })
    }

    return buildNetwork(inputShape, ({ input, block }) => {
      block('stem')
      let x = toImageNetStatistics(input)
        .zeroPadding('zero_padding2d', 3)
        .convolution('conv1_conv', { filters: 64, kernelSize: 7, strides: smallImageStem ? 1 : 2, useBias: false })
        .batchNormalization('conv1_bn', normalization)
        .activation('conv1_relu', 'relu')
      if (!smallImageStem) x = x.zeroPadding('zero_padding2d_1', 1).maxPooling('pool1', { poolSize: 3, strides: 2 })
      for (const [index, layers] of layersOf[variant].entries()) {
        for (let layer = 1; layer <= layers; layer++) {
          const name = `conv${index + 2}_block${layer}`
          block(name)
          x = denseLayer(x, name)
        }
        if (index === 3) continue
        const name = `pool${index + 2}`
        block(name)
        x = transition(x, name)
      }
      block('bn')
      x = x.batchNormalization('bn', normalization).activation('relu', 'relu')
      block('head')
      return x.globalAveragePooling('avg_pool').dense('predictions', { units: classes })
    })
  },
})
