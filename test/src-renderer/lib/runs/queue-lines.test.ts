import { describe, expect, it } from 'vitest'
import type { QueuedJob } from '../../../../src-main/contract/index.ts'
import { placeBefore, queueLines } from '../../../../src-renderer/lib/runs/queue-lines.ts'
import { aRun, anEvaluation, catalog } from '../../support/samples.ts'

const job = (id: number, change: Partial<QueuedJob> = {}): QueuedJob => ({
  id,
  kind: 'train',
  run: 'base',
  evaluation: null,
  state: 'queued',
  priority: 0,
  ...change,
})
const lines = queueLines({
  queue: [job(1), job(2, { state: 'running' }), job(3, { kind: 'evaluate', evaluation: '1' }), job(4)],
  runs: new Map([['base', aRun()]]),
  evaluations: new Map([['1', anEvaluation({ condition: { id: 'fgsm', params: {} } })]]),
  progress: new Map(),
  catalog,
  now: 12_000,
})

describe('lines of the queue', () => {
  it('name the running job first, with progress and time left', () => {
    expect(lines.map(({ job: { id } }) => id)).toEqual([2, 1, 3, 4])
    expect(lines[0]).toMatchObject({ title: 'base', fraction: 0.5, status: '≈10 s left' })
    expect(lines[2]?.title).toBe('base · FGSM (L∞) 8/255')
  })

  it('say which check an evaluation is at, once its images are through', () => {
    const condition = { id: 'fgsm', params: {} }
    const statusAt = (done: number, note: string) =>
      queueLines({
        queue: [job(3, { kind: 'evaluate', evaluation: '1', state: 'running' })],
        runs: new Map([['base', aRun()]]),
        evaluations: new Map([['1', anEvaluation({ condition, state: 'running' })]]),
        progress: new Map([['1', { subject: '1', kind: 'evaluate', done, total: 500, rate: null, note }]]),
        catalog,
        now: 12_000,
      })[0]
    expect(statusAt(250, 'fgsm')).toMatchObject({ fraction: 0.5, status: '' })
    expect(statusAt(500, 'check 3 of 8: More steps')).toMatchObject({ fraction: 1, status: 'check 3 of 8: More steps' })
  })

  it('move by one place among the waiting ones', () => {
    expect(placeBefore(lines, 3, -1)).toBe(1)
    expect(placeBefore(lines, 1, 1)).toBe(4)
    expect(placeBefore(lines, 3, 1)).toBeNull()
    expect([placeBefore(lines, 1, -1), placeBefore(lines, 4, 1), placeBefore(lines, 2, 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
