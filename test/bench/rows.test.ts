import { describe, expect, it } from 'vitest'
import { formatRows } from '../../src-main/bench/report.ts'
import { rowsOf, type Outcome } from '../../src-main/bench/rows.ts'
import { judge } from '../../src-main/bench/targets.ts'
import type { MeasurementName } from '../../src-main/bench/measurements.ts'
import { works, type Work } from '../../src-main/bench/works.ts'

const workOf = (id: string): Work => works.find((work) => work.id === id) as Work
const told = (...values: Record<string, number>[]): Outcome => ({
  measured: values.map((each) => ({ values: each, version: '3.15.1' })),
  failures: [],
  note: null,
})
const among =
  (outcomes: Partial<Record<MeasurementName, Outcome>>) =>
  (name: MeasurementName): Outcome | undefined =>
    outcomes[name]

describe('rowsOf', () => {
  it('says of how many images a figure is where they are fewer, and judges no memory by them', () => {
    const ourOwn = (all: Record<string, number>): Outcome => ({
      ...{ measured: [{ values: all, version: null }], failures: [], note: null },
    })
    const values = { seconds: 100, startMegabytes: 400, endMegabytes: 410, pageMs: 9 }
    const rows = (more: Record<string, number>) =>
      ['sheet', 'sheet-memory'].flatMap((id) =>
        rowsOf(workOf(id), 'mobilenet-v2', among({ sheet: ourOwn({ ...values, ...more }) })),
      )
    expect(rows({ fewerImages: 128 }).map((row) => [row.n, judge(row)?.verdict])).toEqual([
      [128, 'hit'],
      [128, undefined],
    ])
    expect(rows({}).map((row) => [row.n, judge(row)?.verdict])).toEqual([
      [undefined, 'hit'],
      [undefined, 'hit'],
    ])
    expect(formatRows(rows({ fewerImages: 128 }))).toContain('SmoothGrad 16 (from 128)')
  })

  it('takes the median over the rounds and divides ours by theirs', () => {
    const ours = told({ imagesPerSecond: 10 }, { imagesPerSecond: 300 }, { imagesPerSecond: 200 })
    const keras = { ...told({ imagesPerSecond: 100 }, { imagesPerSecond: 90 }), note: 'jit_compile=False' }
    expect(rowsOf(workOf('clean-step'), 'resnet', among({ clean: ours, 'keras-fit': keras }))).toEqual([
      {
        ...{ work: 'clean-step', architecture: 'resnet', ours: 200, peer: 95, ratio: 200 / 95 },
        ...{ peerName: 'Keras 3.15.1 fit, jit_compile=False', unit: 'images/s', rounds: 3, failed: null },
      },
    ])
  })

  it('gives one row for each peer, and one without where none was measured', () => {
    const measured = told({ imagesPerSecond: 100 })
    const peers = rowsOf(
      workOf('clean-step'),
      'resnet',
      among({ clean: measured, 'keras-fit': measured, 'stock-fit': measured }),
    )
    expect(peers.map(({ peerName }) => peerName)).toEqual([
      'Keras 3.15.1 fit',
      'stock tfjs-node kernels on TensorFlow 2.21, trainOnBatch',
    ])
    expect(rowsOf(workOf('clean-step'), 'resnet', among({ clean: measured }))).toMatchObject([
      { ours: 100, peer: null, ratio: null, failed: null },
    ])
    expect(rowsOf(workOf('clean-step'), 'resnet', among({}))).toEqual([])
  })

  it('sets what is reckoned beside the memory that was measured, after the peer of the target', () => {
    const values = { peakMegabytes: 660, reckonedMegabytes: 600 }
    const clean: Outcome = { measured: [{ values, version: null }], failures: [], note: null }
    const keras = told({ peakMegabytes: 1100 })
    expect(rowsOf(workOf('memory'), 'resnet', among({ clean, 'keras-fit': keras }))).toMatchObject([
      { peerName: 'Keras 3.15.1 fit', peer: 1100, ratio: 0.6 },
      { peerName: expect.stringContaining('reckoned from the network'), peer: 600, ratio: 1.1 },
    ])
  })

  it('says why a figure is missing, and that what is not there did not fail', () => {
    const ours = told({ imagesPerSecond: 100 })
    const failed: Outcome = { measured: [], failures: ['took longer than 240 s'], note: null }
    const missing: Outcome = { measured: [{ unavailable: 'not installed: torch' }], failures: [], note: null }
    const rows = rowsOf(
      workOf('clean-step'),
      'nasnet',
      among({ clean: ours, 'keras-fit': failed, 'torch-fit': missing }),
    )
    expect(rows).toMatchObject([
      { ours: 100, peer: null, ratio: null, failed: 'failed: took longer than 240 s' },
      { ours: 100, peer: null, ratio: null, failed: 'not installed: torch' },
    ])
    expect(rowsOf(workOf('javascript'), 'nasnet', among({ clean: failed }))).toMatchObject([
      { ours: null, rounds: 0, failed: 'failed: took longer than 240 s' },
    ])
    expect(rowsOf(workOf('waiting'), 'nasnet', among({ epoch: told({ waitingPercent: Number.NaN }) }))).toMatchObject([
      { ours: null, failed: 'failed: not measured by this version' },
    ])
  })

  it('names no architecture for the work of the machine', () => {
    const [row] = rowsOf(workOf('import'), 'mobilenet-v2', among({ import: told({ imagesPerSecond: 8000 }) }))
    expect(row).toMatchObject({ architecture: null, ours: 8000 })
  })
})
