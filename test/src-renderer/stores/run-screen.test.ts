import { describe, expect, it } from 'vitest'
import { useCheckpoints } from '../../../src-renderer/stores/checkpoints.ts'
import { useMetrics } from '../../../src-renderer/stores/metrics.ts'
import { useRunLog } from '../../../src-renderer/stores/run-log.ts'
import { point } from '../support/samples.ts'
import { settled, withStores } from '../support/with-stores.ts'

describe('the log of a run', () => {
  const line = (text: string, run: string | null) => ({ at: 1, level: 'info', text, run })

  it('is what was kept and what comes, of the opened run only', async () => {
    const { host } = withStores({ 'system.log': [line('kept', 'base')] })
    const log = useRunLog()
    host.connect('connected')
    log.open('base')
    await settled()
    host.announce('system.logged', line('new', 'base'))
    host.announce('system.logged', line('other', 'other'))
    host.announce('system.logged', line('of the host', null))
    expect(log.lines.map(({ text }) => text)).toEqual(['kept', 'new'])

    host.answer('system.log', () => [])
    log.open('other')
    await settled()
    expect([log.lines, log.isLoaded]).toEqual([[], true])
  })
})

describe('checkpoints', () => {
  it('stand newest first', async () => {
    const { host } = withStores({
      'runs.checkpoints': [10, 30, 20].map((step) => ({ id: step, run: 'base', step, createdAt: step })),
    })
    const checkpoints = useCheckpoints()
    host.connect('connected')
    await checkpoints.open('base')
    expect(checkpoints.byRun.get('base')?.map(({ id }) => id)).toEqual([30, 20, 10])
  })
})

describe('metrics', () => {
  it('ask for what is drawn, reduced, and for a whole series only where it is smoothed', async () => {
    const asked: unknown[] = []
    const { host } = withStores()
    host.answer('runs.metrics', (input) => {
      asked.push(input)
      return []
    })
    const metrics = useMetrics()
    host.connect('connected')
    metrics.open('base')
    metrics.openWhole('base', 'loss')
    metrics.openWhole('base', 'loss')
    await settled()
    expect(asked).toEqual([
      { id: 'base', names: expect.arrayContaining(['loss', 'validation-accuracy']) as unknown, maxPoints: 2000 },
      { id: 'base', names: ['loss'] },
    ])
  })

  it('keep a long live run small and lose no spike of it; a smoothed series stays whole', async () => {
    const { host } = withStores({ 'runs.metrics': [] })
    const metrics = useMetrics()
    host.connect('connected')
    metrics.open('reduced')
    metrics.open('whole')
    metrics.openWhole('whole', 'loss')
    await settled()
    for (let from = 1; from <= 20_000; from += 100) {
      const points = Array.from({ length: 100 }, (_, at) => point('loss', from + at, from + at === 7_777 ? 50 : 1))
      host.announce('runs.points', { run: 'reduced', points })
      host.announce('runs.points', { run: 'whole', points: [...points, point('gradient-norm', from, 1)] })
    }
    const reduced = metrics.seriesOf('reduced').get('loss') ?? []
    expect(reduced.length).toBeLessThanOrEqual(2500)
    expect(Math.max(...reduced.map((known) => known.high ?? known.value))).toBe(50)
    expect(metrics.seriesOf('whole').get('loss')).toHaveLength(20_000)
    expect(metrics.seriesOf('whole').has('gradient-norm')).toBe(false)
  })
})
