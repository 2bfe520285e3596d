import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { compareWith, lastRecord, readHistory } from '../../src-main/bench/history.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { benchRecord, benchRow } from './support/records.ts'

describe('the history of the bench', () => {
  it('gives back what was appended, and names a damaged line', () => {
    const file = join(temporaryFolder(), 'bench', 'history.jsonl')
    expect(readHistory(file)).toEqual([])
    const records = [benchRecord({ date: '2026-01-01T00:00:00.000Z' }), benchRecord({ kind: 'scaling' })]
    for (const record of records) appendRecord(file, record)
    expect(readHistory(file)).toEqual(records)
    writeFileSync(file, `${JSON.stringify(records[0])}\n{"kind":"bench"\n`)
    expect(() => readHistory(file)).toThrow('Line 2 of the bench')
  })

  it('finds the last record of this machine', () => {
    const here = benchRecord({})
    const elsewhere = benchRecord({ machine: { ...here.machine, cores: 64 } })
    const later = benchRecord({ machine: { ...here.machine, node: '25.0.0' } })
    expect(lastRecord([here, later, elsewhere], 'bench', here.machine)).toBe(later)
    expect(lastRecord([here, elsewhere], 'bench')).toBe(elsewhere)
    expect(lastRecord([here], 'scaling', here.machine)).toBeNull()
  })
})

describe('compareWith', () => {
  const verdictOf = (unit: string, before: number, now: number): string | undefined => {
    const record = benchRecord({ rows: [benchRow({ unit, ours: before })] })
    return compareWith(record, [benchRow({ unit, ours: now })])[0]?.verdict
  }

  it('marks what is worse by more than the noise: lower rates, higher times and memory', () => {
    expect(verdictOf('images/s', 100, 89)).toBe('worse')
    expect(verdictOf('images/s', 100, 91)).toBe('same')
    expect(verdictOf('images/s', 100, 120)).toBe('better')
    expect(verdictOf('ms', 100, 112)).toBe('worse')
    expect(verdictOf('MB', 100, 109)).toBe('same')
    expect(verdictOf('s', 100, 80)).toBe('better')
    expect(verdictOf('tensors', 0, 0)).toBe('same')
    expect(verdictOf('tensors', 0, 3)).toBe('worse')
  })

  it('compares a figure once, however many peers stand beside it, and leaves out what either lacks', () => {
    const before = benchRecord({ rows: [benchRow({}), benchRow({ work: 'start', ours: null })] })
    const now = [benchRow({ peerName: 'a' }), benchRow({ peerName: 'b' }), benchRow({ work: 'start' })]
    expect(compareWith(before, [...now, benchRow({ architecture: 'new' })]).map(({ work }) => work)).toEqual([
      'clean-step',
    ])
  })
})
