import { describe, expect, it } from 'vitest'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { featureLayer } from '../../../src-main/core/network/feature-layer.ts'
import { foldBatchNormalization } from '../../../src-main/core/network/fold.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('featureLayer', () => {
  it('is what the head is given, also behind dropout', () => {
    const found = architectures.map((architecture) => [
      architecture.id,
      featureLayer(buildArchitecture(architecture, 64, 5)),
    ])
    const { 'mobilenet-v2': mobile, efficientnet } = Object.fromEntries(found)
    expect(mobile).toEqual({ name: 'global_average_pooling2d', size: 1280 })
    expect(efficientnet).toEqual({ name: 'avg_pool', size: 1280 })
    for (const [id, { size }] of found as [string, { size: number }][]) expect(size, id).toBeGreaterThan(5)
  })

  it('is the same layer of a folded network', () => {
    for (const architecture of architectures) {
      const network = buildArchitecture(architecture, 64, 5)
      expect(featureLayer(foldBatchNormalization(network).network)).toEqual(featureLayer(network))
    }
  })

  it('is of the last of several dense layers, and refused where there is none', () => {
    const two = buildNetwork([4, 4, 3], ({ input }) =>
      input.flatten('flat').dense('hidden', { units: 7 }).dense('logits', { units: 3 }),
    )
    expect(featureLayer(two)).toEqual({ name: 'hidden', size: 7 })
    const none = buildNetwork([4, 4, 3], ({ input }) =>
      input.convolution('logits', { filters: 3, kernelSize: 1 }).globalAveragePooling('pool'),
    )
    expect(() => featureLayer(none)).toThrow('has no dense layer')
  })
})
