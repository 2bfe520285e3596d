import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { choice, number, optionalNumber, toggle } from '../params.ts'
import { byRootOfDeviations } from './input-scaling.ts'
import { padForStrideTwo } from './pad-for-stride-two.ts'
import { roundChannels } from './round-channels.ts'
import { batchNormMomentum, smallImageStem } from './shared-params.ts'

/** Factors on channels and layers, and dropout before the head (Tan and Le 2019, and their published code). */
const variants = {
  b0: { width: 1, depth: 1, dropout: 0.2 },
  b1: { width: 1, depth: 1.1, dropout: 0.2 },
  b2: { width: 1.1, depth: 1.2, dropout: 0.3 },
  b3: { width: 1.2, depth: 1.4, dropout: 0.3 },
  b4: { width: 1.4, depth: 1.8, dropout: 0.4 },
  b5: { width: 1.6, depth: 2.2, dropout: 0.4 },
  b6: { width: 1.8, depth: 2.6, dropout: 0.5 },
  b7: { width: 2, depth: 3.1, dropout: 0.5 },
} as const

/** Kernel size, blocks, filters, expansion factor and first stride of the stages of B0 (Tan and Le 2019, table 1). */
const stages: readonly (readonly [
  kernel: number,
  blocks: number,
  filters: number,
  expansion: number,
  stride: 1 | 2,
])[] = [
  [3, 1, 16, 1, 1],
  [3, 2, 24, 6, 2],
  [5, 2, 40, 6, 2],
  [3, 3, 80, 6, 2],
  [5, 3, 112, 6, 1],
  [5, 4, 192, 6, 2],
  [3, 1, 320, 6, 1],
]

interface BlockOptions {
  readonly kernelSize: number
  readonly filters: number
  readonly expansion: number
  readonly stride: 1 | 2
  /** Share of the images that skip the block in training. */
  readonly skipRate: number
}

/**
 * EfficientNet B0 to B7 as Keras Applications builds them: layer names, channel rounding, paddings and parameter counts
 * (5,330,571 for B0 at 1,000 classes, with the seven values of its `normalization`), initial weights, dropout and
 * stochastic depth. Departures are off by default. Its input of Keras, pixels in [0, 255], is made inside.
 * Default rate: MobileNetV2's, whose blocks these are; the paper's 0.016 at 256 images is for RMSProp.
 */
export const efficientNet = defineArchitecture({
  id: 'efficientnet',
  title: 'EfficientNet',
  source: 'Tan and Le 2019, https://arxiv.org/abs/1905.11946; Keras Applications',
  defaults: { optimizer: 'sgd', learningRate: 0.02, batchSize: 32 },
  params: {
    variant: choice({
      default: 'b0',
      options: { b0: 'B0', b1: 'B1', b2: 'B2', b3: 'B3', b4: 'B4', b5: 'B5', b6: 'B6', b7: 'B7' },
      help: 'Width and depth grow together, from 5 million parameters (B0) to 67 million (B7).',
    }),
    dropout: optionalNumber({
      min: 0,
      max: 0.9,
      help: 'Share of the features that the head drops in training; empty: that of the variant, 0.2 (B0) to 0.5 (B7).',
    }),
    stochasticDepth: number({
      default: 0.2,
      min: 0,
      max: 0.9,
      help: 'Share of the images that skip the last block in training; earlier blocks drop fewer, the first none.',
    }),
    imageNetScaling: toggle({
      default: false,
      help: 'For Keras’s ImageNet weights, whose files need one more factor 1/√σ on the colours of the input.',
    }),
    smallImageStem: smallImageStem('stride'),
    batchNormMomentum: batchNormMomentum(0.99),
  },
  build(values, { inputShape, classes }) {
    const { variant, stochasticDepth, imageNetScaling, smallImageStem, batchNormMomentum } = values
    const { width, depth, dropout } = variants[variant]
    const dropoutRate = values.dropout ?? dropout
    const normalization = { momentum: batchNormMomentum, epsilon: 1e-3 }
    const initializer = 'fan-out-normal'
    const pointwise = { kernelSize: 1, padding: 'same', useBias: false, initializer } as const
    const repeats = (blocks: number): number => Math.ceil(depth * blocks)

    function invertedBottleneck(input: Flow, name: string, options: BlockOptions): Flow {
      const { kernelSize, filters, expansion, stride, skipRate } = options
      const channels = input.shape.at(-1) ?? 0
      let x = input
      if (expansion !== 1) {
        x = x
          .convolution(`${name}_expand_conv`, { filters: channels * expansion, ...pointwise })
          .batchNormalization(`${name}_expand_bn`, normalization)
          .activation(`${name}_expand_activation`, 'swish')
      }
      if (stride === 2) x = padForStrideTwo(x, `${name}_dwconv_pad`, kernelSize)
      const padding = stride === 2 ? 'valid' : 'same'
      x = x
        .depthwiseConvolution(`${name}_dwconv`, { kernelSize, strides: stride, padding, useBias: false, initializer })
        .batchNormalization(`${name}_bn`, normalization)
        .activation(`${name}_activation`, 'swish')
      x = x
        .multiply(`${name}_se_excite`, squeezeAndExcitation(x, name, Math.max(1, Math.floor(channels / 4))))
        .convolution(`${name}_project_conv`, { filters, ...pointwise })
        .batchNormalization(`${name}_project_bn`, normalization)
      if (stride !== 1 || channels !== filters) return x
      if (skipRate > 0) x = x.stochasticDepth(`${name}_drop`, skipRate)
      return x.add(`${name}_add`, input)
    }

    return buildNetwork(inputShape, ({ input, block }) => {
      block('stem')
      let x = input
        .rescaling('rescaling', 255, 0)
        .rescaling('rescaling_1', 1 / 255, 0)
        .normalization('normalization')
      if (imageNetScaling) x = byRootOfDeviations(x, 'rescaling_2')
      x = smallImageStem ? x : padForStrideTwo(x, 'stem_conv_pad', 3)
      x = x
        .convolution('stem_conv', {
          filters: roundChannels(32 * width),
          kernelSize: 3,
          strides: smallImageStem ? 1 : 2,
          padding: smallImageStem ? 'same' : 'valid',
          useBias: false,
          initializer,
        })
        .batchNormalization('stem_bn', normalization)
        .activation('stem_activation', 'swish')
      const total = stages.reduce((sum, [, blocks]) => sum + repeats(blocks), 0)
      let index = 0
      for (const [stage, [kernelSize, blocks, filters, expansion, stride]] of stages.entries()) {
        for (let repeat = 0; repeat < repeats(blocks); repeat++) {
          const name = `block${stage + 1}${String.fromCodePoint(97 + repeat)}`
          block(name)
          x = invertedBottleneck(x, name, {
            kernelSize,
            filters: roundChannels(filters * width),
            expansion,
            stride: repeat === 0 ? stride : 1,
            skipRate: (stochasticDepth * index) / total,
          })
          index++
        }
      }
      block('top')
      x = x
        .convolution('top_conv', { filters: roundChannels(1280 * width), ...pointwise })
        .batchNormalization('top_bn', normalization)
        .activation('top_activation', 'swish')
      block('head')
      x = x.globalAveragePooling('avg_pool')
      if (dropoutRate > 0) x = x.dropout('top_dropout', dropoutRate)
      return x.dense('predictions', { units: classes, initializer: 'fan-out-uniform' })
    })
  },
})

/** A factor in (0, 1) for every channel, from all of the image (Hu et al. 2018, https://arxiv.org/abs/1709.01507). */
function squeezeAndExcitation(x: Flow, name: string, squeezed: number): Flow {
  const channels = x.shape.at(-1) ?? 0
  const pointwise = { kernelSize: 1, padding: 'same', initializer: 'fan-out-normal' } as const
  return x
    .globalAveragePooling(`${name}_se_squeeze`)
    .reshape(`${name}_se_reshape`, [1, 1, channels])
    .convolution(`${name}_se_reduce`, { filters: squeezed, activation: 'swish', ...pointwise })
    .convolution(`${name}_se_expand`, { filters: channels, activation: 'sigmoid', ...pointwise })
}
