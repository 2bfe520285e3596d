import { buildNetwork, type Flow } from '../network/builder.ts'
import type { Network, Shape3 } from '../network/network.ts'

export interface Bottleneck {
  readonly name: string
  /** Channels inside the block. */
  readonly filters: number
  readonly strides: 1 | 2
  /** The first block of a stage changes the shape: its skip is a convolution. */
  readonly isFirst: boolean
}

interface ResidualOptions {
  readonly inputShape: Shape3
  readonly classes: number
  /** Blocks of each stage. */
  readonly stages: readonly number[]
  /** Channels inside the first stage's blocks; every stage doubles them. */
  readonly filters: number
  /** How many times more channels leave a block. */
  readonly widening: number
  readonly useBias: boolean
  /** Stride 1 and no max pooling before the first stage. */
  readonly smallImageStem: boolean
  readonly normalization: { readonly momentum: number; readonly epsilon: number }
  /** Name of the dense layer. */
  readonly head: string
  /** The architecture's own scaling of pixels in [0, 1]. */
  scale(pixels: Flow): Flow
  /** A block up to the activation before its last convolution. */
  narrow(x: Flow, block: Bottleneck): Flow
}

/** Residual networks of bottleneck blocks as Keras Applications builds them: stem, stages, head, and its layer names. */
export function buildResidualNetwork(options: ResidualOptions): Network {
  const { stages, useBias, normalization, narrow } = options

  function bottleneck(x: Flow, block: Bottleneck): Flow {
    const { name, strides, isFirst } = block
    const pointwise = { filters: options.widening * block.filters, kernelSize: 1, useBias }
    const inner = narrow(x, block)
    // In the order of Keras's layers: the skip's between those of the branch.
    const widened = isFirst ? x.convolution(`${name}_0_conv`, { ...pointwise, strides }) : x
    const branch = inner.convolution(`${name}_3_conv`, pointwise)
    const skip = isFirst ? widened.batchNormalization(`${name}_0_bn`, normalization) : x
    return skip
      .add(`${name}_add`, branch.batchNormalization(`${name}_3_bn`, normalization))
      .activation(`${name}_out`, 'relu')
  }

  return buildNetwork(options.inputShape, ({ input, block }) => {
    block('stem')
    let x = options
      .scale(input)
      .zeroPadding('conv1_pad', 3)
      .convolution('conv1_conv', { filters: 64, kernelSize: 7, strides: options.smallImageStem ? 1 : 2, useBias })
      .batchNormalization('conv1_bn', normalization)
      .activation('conv1_relu', 'relu')
    if (!options.smallImageStem) {
      x = x.zeroPadding('pool1_pad', 1).maxPooling('pool1_pool', { poolSize: 3, strides: 2 })
    }
    for (const [stage, blocks] of stages.entries()) {
      for (let index = 1; index <= blocks; index++) {
        const name = `conv${stage + 2}_block${index}`
        block(name)
        const isFirst = index === 1
        const strides = isFirst && stage > 0 ? 2 : 1
        x = bottleneck(x, { name, filters: options.filters * 2 ** stage, strides, isFirst })
      }
    }
    block('head')
    return x.globalAveragePooling('avg_pool').dense(options.head, { units: options.classes })
  })
}
