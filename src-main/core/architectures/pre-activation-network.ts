import { buildNetwork, type Flow } from '../network/builder.ts'
import type { KernelInitializer, Network, Shape3 } from '../network/network.ts'
import { toImageNetStatistics } from './input-scaling.ts'

export interface Stage {
  readonly filters: number
  readonly blocks: number
  /** Of its first block. */
  readonly strides: 1 | 2
}

interface PreActivationOptions {
  readonly inputShape: Shape3
  readonly classes: number
  /** Channels and stride of the first layer. */
  readonly stem: { readonly filters: number; readonly strides: 1 | 2 }
  readonly stages: readonly Stage[]
  readonly normalization: { readonly momentum: number; readonly epsilon: number }
  readonly initializer: KernelInitializer
  /** Share of the values dropped between the two convolutions of a block in training. */
  readonly dropout: number
  readonly biasInitializer: 'zeros' | 'fan-in-uniform'
  readonly names: {
    /** Prefix of the layers of a block, counted from 0. */
    block(stage: number, index: number): string
    readonly shortcut: string
    readonly normalization: string
    readonly head: string
  }
}

/**
 * Residual networks of pre-activation blocks (He et al. 2016b, figure 4e): batch normalization and ReLU before each of
 * two 3×3 convolutions, an identity beside them. Where the shape changes, the identity becomes a 1×1 convolution of the
 * block's first activation. Paddings are PyTorch's: one pixel on all sides, with stride 2 too. Pixels are normalized by
 * ImageNet's statistics; the published code takes those of its dataset.
 */
export function buildPreActivationNetwork(options: PreActivationOptions): Network {
  const { stem, normalization, initializer, names } = options

  function convolution(x: Flow, name: string, filters: number, strides: 1 | 2): Flow {
    return x
      .zeroPadding(`${name}_pad`, 1)
      .convolution(name, { filters, kernelSize: 3, strides, useBias: false, initializer })
  }

  function residual(x: Flow, name: string, { filters, strides }: Omit<Stage, 'blocks'>): Flow {
    const active = x.batchNormalization(`${name}_bn1`, normalization).activation(`${name}_relu1`, 'relu')
    const inner = convolution(active, `${name}_conv1`, filters, strides)
      .batchNormalization(`${name}_bn2`, normalization)
      .activation(`${name}_relu2`, 'relu')
    const kept = options.dropout > 0 ? inner.dropout(`${name}_dropout`, options.dropout) : inner
    const branch = convolution(kept, `${name}_conv2`, filters, 1)
    const changesShape = strides !== 1 || x.shape.at(-1) !== filters
    const pointwise = { filters, kernelSize: 1, strides, useBias: false, initializer }
    const skip = changesShape ? active.convolution(`${name}_${names.shortcut}`, pointwise) : x
    return branch.add(`${name}_add`, skip)
  }

  return buildNetwork(options.inputShape, ({ input, block }) => {
    block('stem')
    let x = convolution(toImageNetStatistics(input), 'conv1', stem.filters, stem.strides)
    for (const [stage, { filters, blocks, strides }] of options.stages.entries()) {
      for (let index = 0; index < blocks; index++) {
        const name = names.block(stage + 1, index)
        block(name)
        x = residual(x, name, { filters, strides: index === 0 ? strides : 1 })
      }
    }
    block(names.normalization)
    x = x.batchNormalization(names.normalization, normalization).activation('relu', 'relu')
    block('head')
    return x.globalAveragePooling('avg_pool').dense(names.head, {
      units: options.classes,
      initializer: 'fan-in-uniform',
      biasInitializer: options.biasInitializer,
    })
  })
}
