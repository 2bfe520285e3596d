import { describe, expect, it } from 'vitest'
import { mobileNetV2 } from '../../../src-main/core/architectures/mobilenet-v2.ts'
import { nasNet } from '../../../src-main/core/architectures/nasnet.ts'
import { efficientNet } from '../../../src-main/core/architectures/efficientnet.ts'
import { resNet } from '../../../src-main/core/architectures/resnet.ts'
import { buildNetwork, type Flow } from '../../../src-main/core/network/builder.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { receptiveFields } from '../../../src-main/core/network/receptive-field.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

const square = (size: number, stride: number) => ({ size: [size, size], stride: [stride, stride] })

function vgg16(): Network {
  return buildNetwork([224, 224, 3], ({ input }) => {
    let x: Flow = input
    for (const [stage, layers] of [2, 2, 3, 3, 3].entries()) {
      for (let i = 0; i < layers; i++)
        x = x.convolution(`conv${stage}_${i}`, { filters: 1, kernelSize: 3, padding: 'same' })
      x = x.maxPooling(`pool${stage}`, { poolSize: 2 })
    }
    return x.flatten('flat').dense('logits', { units: 10 })
  })
}

describe('receptive fields', () => {
  // Araujo et al. 2019, table of networks: VGG-16 212 and 32 at pool5; ResNet-50, 101 and 152 483, 1027 and 1507 and 32.
  it('are those of the literature', () => {
    expect(receptiveFields(vgg16()).get('pool4')).toEqual(square(212, 32))
    const ofResNet = (variant: string, last: string) =>
      receptiveFields(buildArchitecture(resNet, 224, 1000, { variant })).get(last)
    expect(ofResNet('50', 'conv5_block3_out')).toEqual(square(483, 32))
    expect(ofResNet('101', 'conv5_block3_out')).toEqual(square(1027, 32))
    expect(ofResNet('152', 'conv5_block3_out')).toEqual(square(1507, 32))
  })

  it('grow by (window − 1) times the stride before it', () => {
    // 3 pixels by the stem; 2 · 2 by each of two 3×3 windows, then 2 · 4, 2 · 8, 2 · 16 and 2 · 32 as the strides come.
    const windows = [2, 2, 4, 4, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 32, 32, 32]
    const size = windows.reduce((sum, stride) => sum + 2 * stride, 3)
    expect(receptiveFields(buildArchitecture(mobileNetV2, 224, 1000)).get('out_relu')).toEqual(square(size, 32))
  })

  it('join where paths join, shifted ones too', () => {
    const fields = receptiveFields(
      buildNetwork([16, 16, 3], ({ input }) => {
        const shifted = input
          .zeroPadding('pad', [
            [0, 1],
            [0, 1],
          ])
          .cropping('crop', [
            [1, 0],
            [1, 0],
          ])
          .averagePooling('odd', { poolSize: 1, strides: 2 })
        const even = input.averagePooling('even', { poolSize: 1, strides: 2 })
        const wide = even.convolution('wide', { filters: 3, kernelSize: [1, 5], padding: 'same' })
        return even.concatenate('both', shifted, wide).globalAveragePooling('mean').dense('logits', { units: 2 })
      }),
    )
    expect(fields.get('odd')).toEqual(square(1, 2))
    expect(fields.get('both')).toEqual({ size: [2, 9], stride: [2, 2] })
    expect([fields.has('mean'), fields.has('logits')]).toEqual([false, false])
  })

  it('leave out factors that come from the whole image', () => {
    const fields = receptiveFields(buildArchitecture(efficientNet, 224, 1000))
    expect(fields.get('block2a_se_excite')).toEqual(fields.get('block2a_activation'))
    expect(fields.has('block2a_se_expand')).toBe(false)
  })

  it('are known for every map of NASNet', () => {
    const network = buildArchitecture(nasNet, 64, 20)
    const fields = receptiveFields(network)
    const maps = network.nodes.filter(({ shape }) => shape.length === 3)
    expect(maps.filter(({ name }) => !fields.has(name))).toEqual([])
    // Every map's size is the image's, divided by its stride and rounded up or, in the stem without padding, down.
    for (const { name, shape } of maps) {
      if (name.includes('pad')) continue
      expect(Math.abs((shape[0] as number) - 64 / (fields.get(name)?.stride[0] ?? 0)), name).toBeLessThanOrEqual(1)
    }
  })
})
