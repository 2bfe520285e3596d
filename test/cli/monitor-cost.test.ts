import { describe, expect, it } from 'vitest'
import { formatMonitorCost } from '../../src-main/cli/terminal/monitor-cost.ts'
import type { Estimate } from '../../src-main/contract/experiments.ts'

const monitor = { trainImages: 500, validationImages: 500, gradients: 10, forwards: 1 }
const costOf = (change: Partial<Estimate>): string =>
  formatMonitorCost({ epochSeconds: 36, monitorSeconds: 4, monitor, ...change } as Estimate).replaceAll('\u202f', ' ')

describe('what the monitor costs, before the start', () => {
  it('is its time, its share of an epoch, its images and the passes of its attack', () => {
    expect(costOf({})).toBe(
      '4 s an epoch, 10.0 %: 500 + 500 images, each with at most 10 passes forward and back and 1 forward for the attack',
    )
    expect(costOf({ monitorSeconds: 0.36, monitor: { ...monitor, gradients: 1, forwards: 0 } })).toBe(
      '0.4 s an epoch, 1.0 %: 500 + 500 images, each with at most 1 pass forward and back for the attack',
    )
  })

  it('says so where no attack is monitored', () => {
    expect(costOf({ monitor: { ...monitor, gradients: 0, forwards: 0 } })).toBe(
      '4 s an epoch, 10.0 %: 500 + 500 images, no attack',
    )
  })
})
