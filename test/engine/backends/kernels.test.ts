import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { crossEntropyKernel } from '../../../src-main/core/ops/cross-entropy.ts'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { nativeKernels } from '../../../src-main/engine/backends/tensorflow/kernels.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

tellSkipped('native kernels')
describe.skipIf(!hasTensorflow)('native kernels', () => {
  it('leave the cross-entropy to its definition on a card, whose own is not deterministic', async () => {
    await useTensorflow()
    const backend = tf.backend() as unknown as NodeBackend
    const namesOn = (isCard: boolean): string[] => {
      const binding = Object.create(backend.binding, { isUsingGpuDevice: { value: () => isCard } })
      return nativeKernels(Object.create(backend, { binding: { value: binding } })).map(({ name }) => name)
    }
    const { name } = crossEntropyKernel
    expect(namesOn(false)).toContain(name)
    expect(namesOn(true)).toEqual(namesOn(false).filter((each) => each !== name))
  })
})
