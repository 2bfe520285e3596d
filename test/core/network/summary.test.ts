import { describe, expect, it } from 'vitest'
import { NetworkSummary } from '../../../src-main/contract/architectures.ts'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { efficientNet } from '../../../src-main/core/architectures/efficientnet.ts'
import { mobileNetV2 } from '../../../src-main/core/architectures/mobilenet-v2.ts'
import { resNeXt } from '../../../src-main/core/architectures/resnext.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import { summarize } from '../../../src-main/core/network/summary.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('summary', () => {
  it.each(architectures.map((architecture) => [architecture.id, architecture] as const))(
    '%s: layers and blocks add up to the whole',
    (id, architecture) => {
      const network = buildArchitecture(architecture, 64, 200)
      const summary = NetworkSummary.omit({ memory: true }).parse(summarize(network))
      for (const parts of [summary.blocks, summary.layers]) {
        expect(parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(countParameters(network).total)
        expect(parts.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0)).toBe(countMultiplyAdds(network))
      }
      expect(summary.layers.map(({ name }) => name)).toEqual(network.nodes.map(({ name }) => name))
      // Without a convolution that is the image.
      expect(summary.lastMap?.shape).toHaveLength(3)
      expect(summary.lastMap?.receptiveField).not.toBeNull()
      expect(summary.explainable === null).toBe(['logistic-regression', 'maxout'].includes(id))
    },
  )

  it('says what a layer does', () => {
    const kindsOf = (architecture: (typeof architectures)[number]): Map<string, string> =>
      new Map(summarize(buildArchitecture(architecture, 64, 20)).layers.map(({ name, kind }) => [name, kind]))
    const mobile = kindsOf(mobileNetV2)
    expect(mobile.get('Conv1')).toBe('convolution 3×3 / 2')
    expect(mobile.get('block_1_depthwise')).toBe('depthwise convolution 3×3 / 2')
    expect(mobile.get('Conv1_relu')).toBe('relu6')
    expect(kindsOf(resNeXt).get('conv2_block1_2_conv')).toBe('convolution 3×3 in 32 groups')
    expect(kindsOf(efficientNet).get('top_dropout')).toBe('dropout 0.2')
    expect(kindsOf(efficientNet).get('block2b_drop')).toMatch(/^stochastic depth 0\.0/)
  })
})
