import { describe, expect, it } from 'vitest'
import { compareWith } from '../../src-main/bench/history.ts'
import { formatChanges, formatFigure, formatRows, formatScaling } from '../../src-main/bench/report.ts'
import { quantities, scalingRows } from '../../src-main/bench/scaling-lines.ts'
import { benchRecord, benchRow } from './support/records.ts'

const plain = (table: string): string[] => table.split('\n').map((line) => line.replaceAll(/[│\s]+/g, ' ').trim())

describe('the report of the bench', () => {
  it('gives figures three digits', () => {
    expect([12345.6, 123.4, 12.34, 1.234, 0, null].map(formatFigure)).toEqual([
      '12,346',
      '123',
      '12.3',
      '1.23',
      '0.00',
      '',
    ])
  })

  it('sets the target beside a figure, met or not, for the architecture that it is about', () => {
    const keras = { peer: 290, peerName: 'Keras 3 fit', ratio: 300 / 290 }
    const lines = plain(
      formatRows([
        benchRow(keras),
        benchRow({ ...keras, architecture: 'resnet' }),
        benchRow({ work: 'adversarial-cost', peerName: 'our clean step', ratio: 2, unit: 'ms', ours: 200, peer: 100 }),
        benchRow({ ours: null, failed: 'failed: took longer than 240 s' }),
      ]),
    )
    expect(lines).toContain(
      'mobilenet-v2 clean step 300 images/s 290 Keras 3 fit 1.03 missed: at least 1.05 × (hoped for 1.3)',
    )
    expect(lines).toContain('resnet clean step 300 images/s 290 Keras 3 fit 1.03')
    expect(lines.some((line) => line.endsWith('2.00 hit: at most 2.2 × (hoped for 1.9)'))).toBe(true)
    expect(lines).toContain('mobilenet-v2 clean step images/s failed: took longer than 240 s')
  })

  it('puts what became worse first', () => {
    const before = benchRecord({ rows: [benchRow({}), benchRow({ work: 'memory', unit: 'MB' })] })
    const changes = compareWith(before, [benchRow({ ours: 299 }), benchRow({ work: 'memory', unit: 'MB', ours: 600 })])
    expect(plain(formatChanges(changes, '2026-11-25')).slice(3, 5)).toEqual([
      'mobilenet-v2 peak memory, clean training 300 600 MB 2.00 WORSE',
      'mobilenet-v2 clean step 300 299 images/s 1.00',
    ])
  })

  it('tells the cost by image and the distance from the line', () => {
    const measured = [8, 16, 32].map((value) => ({ value, ms: 4 * value, failed: null }))
    const rows = scalingRows(
      quantities[0],
      'mobilenet-v2',
      [...measured, { value: 64, ms: null, failed: 'failed: no' }],
      3,
    )
    const lines = plain(formatScaling(rows, 32))
    expect(lines).toContain('batch size 16 64.0 4.00 +0 %')
    expect(lines).toContain('scaling-batch-64: failed: no')
  })
})
