import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/index.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { checkMemory } from '../../../src-main/host/services/check-memory.ts'

const config = RunConfig.parse({ dataset: { id: 'shapes' }, architecture: 'mobilenet-v2', batchSize: 1024 })
const network = networkOf(config.architecture, { shape: [64, 64, 3], classes: Array.from({ length: 20 }, String) })
const found = (batchSize: number, freeBytes: number, device: 'card' | 'processor' = 'processor') =>
  checkMemory({ ...config, batchSize }, network, { device, freeBytes }).map(({ fix, path, severity, tell }) => ({
    ...{ fix, path, severity },
    message: tell('').message,
  }))

describe('checkMemory', () => {
  it('says nothing of a batch that fits', () => {
    expect(found(32, 1e9)).toEqual([])
  })

  it('says which batch would fit, and sets it', () => {
    expect(found(1024, 2.1e9)).toEqual([
      {
        severity: 'warning',
        path: 'batchSize',
        message: 'A batch of 1024 images needs about 6.3 GB, and 2.1 GB are free: a batch of 256 fits.',
        fix: { label: 'Set batch to 256', path: 'batchSize', value: 256 },
      },
    ])
    expect(found(256, 2.1e9)).toEqual([])
    expect(found(1024, 4e9, 'card')[0]?.message).toContain('and the card has 4.0 GB: a batch of 512 fits.')
  })

  it('says so where not even one image fits', () => {
    expect(found(1, 5e8)).toMatchObject([
      { path: 'architecture', fix: null, message: expect.stringContaining('not even one image fits') },
    ])
  })
})
