import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow, type NetworkBuilder } from '../network/builder.ts'
import { number } from '../params.ts'
import { padForStrideTwo } from './pad-for-stride-two.ts'
import { roundChannels } from './round-channels.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Filters, stride, expansion factor of the blocks 0 … 16 (Sandler et al. 2018, table 2). */
const bottlenecks: readonly (readonly [filters: number, stride: 1 | 2, expansion: number])[] = [
  [16, 1, 1],
  [24, 2, 6],
  [24, 1, 6],
  [32, 2, 6],
  [32, 1, 6],
  [32, 1, 6],
  [64, 2, 6],
  [64, 1, 6],
  [64, 1, 6],
  [64, 1, 6],
  [96, 1, 6],
  [96, 1, 6],
  [96, 1, 6],
  [160, 2, 6],
  [160, 1, 6],
  [160, 1, 6],
  [320, 1, 6],
]

/**
 * MobileNetV2 as Keras Applications builds it: layer names, channel rounding, paddings and parameter counts
 * (3,538,984 at 1,000 classes), with its input scaling to [−1, 1] inside. Departures are off by default. Default rate: our own runs on
 * Tiny ImageNet at 64 px (decision 30); the paper's 0.045 at 96 images is for RMSProp.
 */
export const mobileNetV2 = defineArchitecture({
  id: 'mobilenet-v2',
  title: 'MobileNetV2',
  source: 'Sandler et al. 2018, https://arxiv.org/abs/1801.04381; Keras Applications',
  defaults: { optimizer: 'sgd', learningRate: 0.02, batchSize: 32 },
  params: {
    alpha: number({
      default: 1,
      min: 0.1,
      max: 4,
      help: 'Width: factor on the number of channels. Pretrained weights exist for 0.35, 0.5, 0.75, 1, 1.3 and 1.4.',
    }),
    smallImageStem: smallImageStem('stride'),
    batchNormMomentum: batchNormMomentum(0.999),
  },
  build({ alpha, smallImageStem, batchNormMomentum }, { inputShape, classes }) {
    const normalization = { momentum: batchNormMomentum, epsilon: 1e-3 }
    const pointwise = { kernelSize: 1, padding: 'same', useBias: false } as const

    function bottleneck(x: Flow, index: number): Flow {
      const [width, stride, expansion] = bottlenecks[index] as (typeof bottlenecks)[number]
      const name = nameOf(index)
      const channels = x.shape.at(-1) ?? 0
      const filters = roundChannels(width * alpha)
      const skip = x
      if (expansion !== 1) {
        x = x
          .convolution(`${name}_expand`, { filters: channels * expansion, ...pointwise })
          .batchNormalization(`${name}_expand_BN`, normalization)
          .activation(`${name}_expand_relu`, 'relu6')
      }
      if (stride === 2) x = padForStrideTwo(x, `${name}_pad`, 3)
      x = x
        .depthwiseConvolution(`${name}_depthwise`, {
          kernelSize: 3,
          strides: stride,
          padding: stride === 2 ? 'valid' : 'same',
          useBias: false,
        })
        .batchNormalization(`${name}_depthwise_BN`, normalization)
        .activation(`${name}_depthwise_relu`, 'relu6')
        .convolution(`${name}_project`, { filters, ...pointwise })
        .batchNormalization(`${name}_project_BN`, normalization)
      return stride === 1 && channels === filters ? skip.add(`${name}_add`, x) : x
    }

    return buildNetwork(inputShape, ({ input, block }: NetworkBuilder) => {
      block('stem')
      let x = input
        .rescaling('rescaling', 2, -1)
        .convolution('Conv1', {
          filters: roundChannels(32 * alpha),
          kernelSize: 3,
          strides: smallImageStem ? 1 : 2,
          padding: 'same',
          useBias: false,
        })
        .batchNormalization('bn_Conv1', normalization)
        .activation('Conv1_relu', 'relu6')
      for (const index of bottlenecks.keys()) {
        block(nameOf(index))
        x = bottleneck(x, index)
      }
      block('Conv_1')
      x = x
        .convolution('Conv_1', { filters: alpha > 1 ? roundChannels(1280 * alpha) : 1280, ...pointwise })
        .batchNormalization('Conv_1_bn', normalization)
        .activation('out_relu', 'relu6')
      block('head')
      return x.globalAveragePooling('global_average_pooling2d').dense('predictions', { units: classes })
    })
  },
})

function nameOf(bottleneck: number): string {
  return bottleneck === 0 ? 'expanded_conv' : `block_${bottleneck}`
}
