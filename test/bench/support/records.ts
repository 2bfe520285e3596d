import type { BenchRecord } from '../../../src-main/bench/history.ts'
import type { BenchRow } from '../../../src-main/bench/rows.ts'

export const benchRow = (more: Partial<BenchRow>): BenchRow => ({
  ...{ work: 'clean-step', architecture: 'mobilenet-v2', ours: 300, peer: null, peerName: null, ratio: null },
  ...{ unit: 'images/s', rounds: 3, failed: null, ...more },
})

export const benchRecord = (more: Partial<BenchRecord>): BenchRecord => ({
  kind: 'bench',
  date: '2026-11-25T20:20:00.000Z',
  commit: 'abc1234',
  machine: {
    ...{ cpu: 'A processor', cores: 2, memoryGigabytes: 25, system: 'linux 6.1' },
    ...{ node: '24.21.0', tensorflow: '2.21.0' },
  },
  images: 'drawn JPEGs',
  rows: [benchRow({})],
  ...more,
})
