import { describe, expect, it } from 'vitest'
import { stepPlace } from '../../../src-main/engine/backends/tensorflow/step-place.ts'

describe('stepPlace', () => {
  it('is the first line of a source outside of tfjs and of the backend', () => {
    const stack = `Error: no
    at constant (file:///home/a/adversarium/src-main/engine/backends/tensorflow/recorder.ts:78:13)
    at NodeJSKernelBackend.createTensor (/home/a/adversarium/node_modules/@tensorflow/tfjs-node-gpu/dist/x.js:9:1)
    at file:///home/a/adversarium/src-main/core/ops/uniform.ts:12:7
    at createTrainStep (file:///home/a/adversarium/src-main/core/training/step.ts:57:3)`
    expect(stepPlace(stack)).toBe('core/ops/uniform.ts:12')
  })

  it('is the name of a function in a bundle', () => {
    const stack = `Error: no
    at constant (/opt/adversarium/out/main/engine.cjs:100:13)
    at Object.executeOp (/opt/adversarium/out/main/engine.cjs:120:13)
    at NodeJSKernelBackend.executeSingleOutput (/opt/adversarium/out/tfjs-node/dist/x.js:9:1)
    at /opt/adversarium/out/main/chunks/ops-1f.cjs:10:2
    at Module.forward (/opt/adversarium/out/main/chunks/core-2a.cjs:10:2)`
    expect(stepPlace(stack)).toBe('in Module.forward')
  })

  it('is none where the stack holds none', () => {
    expect(stepPlace(undefined)).toBeNull()
    expect(stepPlace('Error: no\n    at node:internal/main/run_main_module:33:47')).toBeNull()
  })
})
