import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCoalescer } from '../../src-main/engine/coalesce.ts'
import type { JobEvent } from '../../src-main/engine/protocol.ts'

const point = (step: number): JobEvent => ({ kind: 'points', points: [{ name: 'loss', step, epoch: 0, value: step }] })
const progress = (done: number): JobEvent => ({ kind: 'progress', done, total: 9, epoch: 0, rate: null, note: '' })

describe('createCoalescer', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('sends at most every 100 ms, drops no point and keeps only the newest progress', () => {
    const sent: JobEvent[][] = []
    const coalescer = createCoalescer((events) => sent.push(events))
    for (let step = 1; step <= 5; step++) {
      coalescer.add(point(step))
      coalescer.add(progress(step))
    }
    expect(sent).toEqual([])
    vi.advanceTimersByTime(100)
    expect(sent).toHaveLength(1)
    const [events] = sent as [JobEvent[]]
    expect(events.flatMap((event) => (event.kind === 'points' ? event.points.map(({ step }) => step) : []))).toEqual([
      1, 2, 3, 4, 5,
    ])
    expect(events.filter((event) => event.kind === 'progress')).toEqual([progress(5)])
  })

  it('leaves the caller’s events alone and sends the rest on flush', () => {
    const sent: JobEvent[][] = []
    const coalescer = createCoalescer((events) => sent.push(events))
    const first = point(1)
    coalescer.add(first)
    coalescer.add(point(2))
    coalescer.flush()
    coalescer.flush()
    expect(first).toEqual(point(1))
    expect(sent).toHaveLength(1)
  })
})
