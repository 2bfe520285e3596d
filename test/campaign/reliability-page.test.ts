import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { promises, reliabilityMarkers, writeReliability } from './reliability-page.ts'

const root = resolve(import.meta.dirname, '../..')
const { begin, end } = reliabilityMarkers
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }

const campaign = {
  ...{ date: '2026-01-02T03:04:05Z', commit: 'abc', cores: 2, seed: 7, rounds: 40, seconds: 240, skipped: [] },
  rows: [
    {
      victim: 'engine',
      rounds: 40,
      inside: 3,
      resumes: 9,
      points: 12_345,
      faults: { lost: 0, duplicate: 0, 'half-file': 0, inexact: 0, unexplained: 0 },
    },
  ],
}

describe('the reliability page', () => {
  it('names tests and commands that are there', () => {
    for (const test of promises.flatMap(([, ...by]) => by)) {
      const script = /^npm run (\S+)$/.exec(test)?.[1]
      expect([test, script === undefined ? existsSync(join(root, test)) : Object.hasOwn(scripts, script)]).toEqual([
        test,
        true,
      ])
    }
  })

  it('tells the figures of the last records, between its markers', () => {
    const resources = temporaryFolder()
    const readme = `# A\n\n${begin}\n\nstale\n\n${end}\n\n## B\n`
    expect(writeReliability(readme, resources)).toContain('No campaign is recorded yet.')
    appendRecord(join(resources, 'reliability/campaign.jsonl'), { ...campaign, rounds: 1 })
    appendRecord(join(resources, 'reliability/campaign.jsonl'), campaign)
    const written = writeReliability(readme, resources)
    expect(written).toMatch(/^# A\n\n<!-- reliability/)
    expect(written).toContain('40 rounds (seed 7; 2026-01-02, commit abc; 2 cores, 4 minutes)')
    expect(written).toContain('12,345')
    expect(written).not.toContain('stale')
    expect(writeReliability(written, resources)).toBe(written)
  })

  it('is short', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const written = writeReliability(readme, join(root, 'resources'))
    const section = written.slice(written.indexOf(begin), written.indexOf(end))
    expect(section.split('\n').length).toBeLessThanOrEqual(40)
  })
})
