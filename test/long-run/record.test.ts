import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import type { Driven } from './drive.ts'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { describeLongRun, judge } from './record.ts'

const about = { date: '2026-01-02T03:04:05.000Z', commit: 'abc', cores: 2 }
const database = { points: 5_000_000, bytes: 5e8, bytesPerPoint: 100, isWhole: true }
const quick = { frames: [1, 2, 3], opening: [100] }

function drivenWith(valueAt: (step: number) => number): Driven {
  const steps = Array.from({ length: 50 }, (_, i) => ({ step: i * 20_000, value: valueAt(i * 20_000) }))
  return {
    samples: { 'host held': steps },
    ...{ realSteps: 300_000, replayedSteps: 700_000, announcedPoints: 5_000_000, seconds: 600 },
  }
}

describe('the record of a long run', () => {
  it('misses nothing where memory stays, no point is lost and the interface is as quick as at the start', () => {
    const record = judge(
      drivenWith(() => 100),
      database,
      { start: quick, end: quick },
      about,
    )
    expect(record).toMatchObject({ lostPoints: 0, missed: [], interface: { end: { frameMedian: 2, opening: 100 } } })
    const text = describeLongRun(record)
    expect(text).toContain('300,000 real and 700,000 replayed steps, 5,000,000 points in 600 s.')
    expect(text).not.toContain('MISSED')
    const file = join(temporaryFolder(), 'deep/long-run.jsonl')
    appendRecord(file, record)
    appendRecord(file, record)
    expect(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([record, record])
  })

  it('names everything that was missed', () => {
    const slow = { frames: [1, 2, 300], opening: [400] }
    const growing = drivenWith((step) => 100 + step / 10_000)
    const poor = { points: 4_999_990, bytes: 2e9, bytesPerPoint: 400, isWhole: false }
    const { missed } = judge(growing, poor, { start: quick, end: slow }, about)
    expect(missed.map((what) => what.replaceAll(/[\d.]+/g, 'n'))).toEqual([
      'host held: n %, expected within ±n %',
      'database: n bytes a point',
      'database: damaged',
      'n announced points are not in the database',
      'framePn: n ms at the start, n ms at the end',
      'opening: n ms at the start, n ms at the end',
    ])
  })
})
