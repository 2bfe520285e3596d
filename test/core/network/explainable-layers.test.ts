import { describe, expect, it } from 'vitest'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { explainableLayers, findLayer } from '../../../src-main/core/network/explainable-layers.ts'
import { planOf } from '../../../src-main/core/network/plan.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

/** Before the head: the last activation, behind the last sum or concatenation where there is one. */
const defaults: Readonly<Record<string, string>> = {
  'mobilenet-v2': 'out_relu',
  resnet: 'conv5_block3_out',
  resnext: 'conv5_block3_out',
  densenet: 'relu',
  efficientnet: 'top_activation',
  nasnet: 'activation',
  'small-cnn': 'stage3_relu',
  'preact-resnet': 'relu',
  'wide-resnet': 'relu',
}

describe('layers with a map of the image', () => {
  const convolutional = architectures.filter(({ id }) => id in defaults)
  it.each(convolutional.map((architecture) => [architecture.id, architecture] as const))(
    '%s: the last activation by default, none of what has no place in the image',
    (id, architecture) => {
      const network = buildArchitecture(architecture, 96, 20)
      const layers = explainableLayers(network)
      expect(findLayer(network, '').name).toBe(defaults[id])
      expect(findLayer(network, layers[3]?.name ?? '')).toEqual(layers[3])
      const repeated = new Set(planOf(network).flatMap(({ name, sameAs }) => (sameAs === null ? [] : [name])))
      for (const { name, shape } of layers) {
        expect(shape).toHaveLength(3)
        expect(name).not.toMatch(/_se_(squeeze|reshape|reduce|expand)/)
        expect(repeated.has(name)).toBe(false)
      }
    },
  )

  it('by default has more than one value where an earlier layer has', () => {
    const mobileNet = architectures.find(({ id }) => id === 'mobilenet-v2') as (typeof architectures)[number]
    expect(findLayer(buildArchitecture(mobileNet, 32, 20), '')).toMatchObject({
      name: 'block_13_expand_relu',
      shape: [2, 2, 576],
    })
  })

  it('are found as the libraries find them', () => {
    const mobileNet = architectures.find(({ id }) => id === 'mobilenet-v2') as (typeof architectures)[number]
    const network = buildArchitecture(mobileNet, 64, 20)
    expect(['tf-keras-vis', 'keras-vis'].map((name) => findLayer(network, name).name)).toEqual(['Conv_1', 'Conv_1'])
    const pooled = buildNetwork([8, 8, 3], ({ input }) =>
      input
        .convolution('conv', { filters: 4, kernelSize: 3 })
        .activation('relu', 'relu')
        .maxPooling('pool', { poolSize: 2 })
        .flatten('flat')
        .dense('dense', { units: 2 }),
    )
    expect(['tf-keras-vis', 'keras-vis', ''].map((name) => findLayer(pooled, name).name)).toEqual([
      'conv',
      'pool',
      'relu',
    ])
  })

  it('are a sentence where there are none, or none of the name', () => {
    const flat = buildNetwork([8, 8, 3], ({ input }) => input.flatten('flat').dense('dense', { units: 2 }))
    expect(explainableLayers(flat)).toEqual([])
    expect(() => findLayer(flat, '')).toThrow('has no convolution')
    const without = architectures.filter(({ id }) => !(id in defaults))
    expect(without.map(({ id }) => id)).toEqual(['logistic-regression', 'maxout'])
    for (const one of without) expect(() => findLayer(buildArchitecture(one, 32, 4), '')).toThrow('has no convolution')
    const small = architectures.find(({ id }) => id === 'small-cnn') as (typeof architectures)[number]
    expect(() => findLayer(buildArchitecture(small, 32, 4), 'stage3_rely')).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('"stage3_relu"') }),
    )
  })
})
