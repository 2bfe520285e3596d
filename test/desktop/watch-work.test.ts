import { describe, expect, it } from 'vitest'
import type { QueuedJob, Run, RunState } from '../../src-main/contract/index.ts'
import { watchWork } from '../../src-main/desktop/watch-work.ts'

const job = (id: number, state: QueuedJob['state'], evaluation: string | null = null): QueuedJob => ({
  id,
  priority: 0,
  kind: evaluation === null ? 'train' : 'evaluate',
  run: `run-${id}`,
  evaluation,
  state,
})
const progress = (subject: string, done: number, total = 10) => ({
  subject,
  kind: 'train',
  done,
  total,
  rate: null,
  note: '',
})
const run = (state: RunState) => ({ id: 'a', name: 'base', state }) as Run

describe('work of the host', () => {
  it('is the share of the queue, from the first job to the last', () => {
    const watch = watchWork()
    expect(watch.work).toEqual({ isActive: false, done: null })
    watch.begin([job(1, 'running'), job(2, 'queued', '7')])
    expect(watch.work).toEqual({ isActive: true, done: 0 })
    watch.hear('system.progress', progress('run-1', 5))
    watch.hear('system.progress', progress('someone else', 9))
    expect(watch.work.done).toBe(0.25)
    watch.hear('system.queueChanged', [job(2, 'running', '7')])
    expect(watch.work.done).toBe(0.5)
    watch.hear('system.progress', progress('7', 20))
    expect(watch.work.done).toBe(1)
    watch.hear('system.queueChanged', [])
    expect(watch.work).toEqual({ isActive: false, done: null })
  })

  it('is none while everything only waits, and none when the host is gone', () => {
    const watch = watchWork()
    watch.begin([job(1, 'queued')])
    expect(watch.work.isActive).toBe(false)
    watch.hear('system.queueChanged', [job(1, 'running')])
    expect(watch.work.isActive).toBe(true)
    watch.begin([])
    expect(watch.work.isActive).toBe(false)
  })

  it('tells a run’s end once, and only of one that was under way and ended by itself', () => {
    const watch = watchWork()
    expect(watch.hear('runs.changed', run('done'))).toBeNull()
    watch.hear('runs.changed', run('running'))
    expect(watch.hear('runs.changed', run('crashed'))).toMatchObject({ id: 'a' })
    expect(watch.hear('runs.changed', run('crashed'))).toBeNull()
    watch.hear('runs.changed', run('queued'))
    expect(watch.hear('runs.changed', run('cancelled'))).toBeNull()
    expect(watch.hear('runs.changed', run('done'))).toBeNull()
  })
})
