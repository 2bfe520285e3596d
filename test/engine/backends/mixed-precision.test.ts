import { describe, expect, it } from 'vitest'
import { createMixedPrecision } from '../../../src-main/engine/backends/tensorflow/mixed-precision.ts'

const [float, bfloat16, int32] = [1, 14, 3]
const binding = { TF_FLOAT: float, TF_ATTR_TYPE: 6 }
const T = (value: number) => [{ name: 'T', type: 6, value }]

/** A graph as a list of what was added to it; places 0 to 9 are its inputs. */
function recording() {
  const nodes: string[] = []
  const add = createMixedPrecision(binding, (type, attributes, inputs) => {
    const types = attributes.map(({ value }) => (value === bfloat16 ? 'bfloat16' : value === float ? 'float' : 'int'))
    nodes.push(`${type}<${types}>(${inputs})`)
    return [{ id: 9 + nodes.length, shape: [], dtype: float }]
  })
  return { nodes, add: (type: string, inputs: number[], dtype = float) => add(type, T(dtype), inputs)[0]?.id as number }
}

describe('createMixedPrecision', () => {
  it('rounds what a convolution reads, once, and keeps what follows it rounded', () => {
    const { nodes, add } = recording()
    const [image, kernel, sizes] = [0, 1, 2]
    const y = add('Conv2D', [image, kernel])
    const relu = add('Relu6', [y])
    add('Conv2DBackpropFilter', [image, sizes, relu])
    expect(nodes).toEqual([
      'Cast<float,bfloat16>(0)',
      'Cast<float,bfloat16>(1)',
      'Conv2D<bfloat16>(10,11)',
      'Cast<bfloat16,float>(12)',
      'Relu6<bfloat16>(12)',
      'Cast<bfloat16,float>(14)',
      'Conv2DBackpropFilter<bfloat16>(10,2,14)',
      'Cast<bfloat16,float>(16)',
    ])
  })

  it('leaves everyone else in float32', () => {
    const { nodes, add } = recording()
    const y = add('Conv2D', [0, 1])
    const before = nodes.length
    add('Mean', [y])
    add('AddV2', [y, 2])
    add('Relu', [3])
    add('MatMul', [3, 4])
    add('DepthwiseConv2dNative', [y, 5])
    add('AddV2', [6, 7], int32)
    // The sum of a rounded and an exact tensor is exact.
    expect(nodes.slice(before)).toEqual([
      `Mean<float>(${y})`,
      `AddV2<float>(${y},2)`,
      'Relu<float>(3)',
      'MatMul<float>(3,4)',
      `DepthwiseConv2dNative<float>(${y},5)`,
      'AddV2<int>(6,7)',
    ])
  })
})
