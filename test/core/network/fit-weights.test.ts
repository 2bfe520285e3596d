import { describe, expect, it } from 'vitest'
import { mobileNetV2 } from '../../../src-main/core/architectures/mobilenet-v2.ts'
import { resNet } from '../../../src-main/core/architectures/resnet.ts'
import { fitWeights } from '../../../src-main/core/network/fit-weights.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

const shapesOf = ({ weights, statistics }: Network): Map<string, readonly number[]> =>
  new Map([...weights, ...statistics].map(({ path, shape }) => [path, shape]))
const mobile = (size: number, classes: number, alpha = 0.35): Network =>
  buildArchitecture(mobileNetV2, size, classes, { alpha })

describe('weights of a network', () => {
  it('fill all of it, whatever the size of its images', () => {
    const network = mobile(32, 20)
    const { filled, anew } = fitWeights(network, shapesOf(mobile(96, 20)), 'dogs')
    expect([filled.length, anew.length]).toEqual([network.weights.length + network.statistics.length, 0])
  })

  it.each([
    ['are for other classes', shapesOf(mobile(32, 120))],
    ['have no head', new Map([...shapesOf(mobile(32, 20))].filter(([path]) => !path.startsWith('predictions/')))],
  ])('leave the layer of the logits to be new where they %s', (_, shapes) => {
    const { filled, anew } = fitWeights(mobile(32, 20), shapes, 'dogs')
    expect(anew.map(({ path }) => path)).toEqual(['predictions/kernel', 'predictions/bias'])
    expect(filled).toHaveLength(260)
  })

  it('are refused in another width, with a shape that was found and one that was expected', () => {
    expect(() => fitWeights(mobile(32, 20, 0.5), shapesOf(mobile(32, 20)), 'dogs')).toThrow(
      /^"dogs" does not fit this network in "\w+", "\w+", "\w+" and \d+ more layers: "\w+\/\w+" is \[.*\], expected \[.*\]\.$/,
    )
  })

  it('are refused where layers are missing, or over', () => {
    const [small, large] = ['50', '101'].map((variant) => buildArchitecture(resNet, 32, 20, { variant })) as [
      Network,
      Network,
    ]
    expect(() => fitWeights(large, shapesOf(small), 'fifty')).toThrow('variables are missing')
    expect(() => fitWeights(small, shapesOf(large), 'hundred')).toThrow('variables that the network lacks')
  })
})
