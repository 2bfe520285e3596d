import { describe, expect, it } from 'vitest'
import { stockModel } from '../../../src-main/bench/measures/stock-model.ts'
import { denseNet } from '../../../src-main/core/architectures/densenet.ts'
import { mobileNetV2 } from '../../../src-main/core/architectures/mobilenet-v2.ts'
import { nasNet } from '../../../src-main/core/architectures/nasnet.ts'
import { resNeXt } from '../../../src-main/core/architectures/resnext.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('stockModel', () => {
  it.each([mobileNetV2, denseNet, nasNet])('has the parameters of $id', (architecture) => {
    const network = buildArchitecture(architecture, 64, 20)
    const model = stockModel(network)
    expect(model.countParams()).toBe(countParameters(network).total)
    expect(model.outputs[0]?.shape).toEqual([null, 20])
    model.dispose()
  })

  it('says what stock layers lack', () => {
    expect(() => stockModel(buildArchitecture(resNeXt, 64, 20))).toThrow('not built in stock tfjs: grouped convolution')
  })
})
