import { describe, expect, it } from 'vitest'
import { AppError, type RunEvent } from '../../../src-main/contract/index.ts'
import { useEvaluations } from '../../../src-renderer/stores/evaluations.ts'
import { useExperiments } from '../../../src-renderer/stores/experiments.ts'
import { useMetrics } from '../../../src-renderer/stores/metrics.ts'
import { useRunEvents } from '../../../src-renderer/stores/run-events.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { aRun, anEvaluation, point } from '../support/samples.ts'
import { settled, withStores } from '../support/with-stores.ts'

describe('runs', () => {
  it('are fetched once the connection stands, and again after it was lost', async () => {
    const { host } = withStores({ 'runs.list': [aRun()] })
    const runs = useRuns()
    expect([runs.isLoaded, host.calls]).toEqual([false, []])

    host.connect('connected')
    await settled()
    expect([runs.isLoaded, runs.list.map((run) => run.id)]).toEqual([true, ['base']])

    host.connect('lost')
    host.answer('runs.list', () => [aRun({ state: 'done' })])
    host.connect('connected')
    await settled()
    expect(runs.byId.get('base')?.state).toBe('done')
  })

  it('merge what was announced while the list was on its way', async () => {
    const { host } = withStores()
    const runs = useRuns()
    host.answer('runs.list', async () => {
      host.announce('runs.changed', aRun({ id: 'new', createdAt: 9_000 }))
      return [aRun()]
    })
    host.connect('connected')
    await settled()
    expect(runs.list.map((run) => run.id)).toEqual(['new', 'base'])
  })

  it('forget what went for good while the connection was lost', async () => {
    const { host } = withStores({ 'runs.list': [aRun(), aRun({ id: 'gone' })] })
    const runs = useRuns()
    host.connect('connected')
    await settled()
    host.connect('lost')
    host.answer('runs.list', () => [aRun()])
    host.connect('connected')
    await settled()
    expect(runs.list.map((run) => run.id)).toEqual(['base'])
  })

  it('know which of them are active', async () => {
    const { host } = withStores({ 'runs.list': [aRun(), aRun({ id: 'old', state: 'done' })] })
    const runs = useRuns()
    host.connect('connected')
    await settled()
    expect(runs.active.map((run) => run.id)).toEqual(['base'])
  })
})

describe('experiments', () => {
  it('launch a preset as it is and keep the error of the host', async () => {
    const preset = { id: 'sample', title: 'Sample', summary: '', config: { version: 1, name: 'Sample', runs: [{}] } }
    const { host } = withStores({ 'experiments.list': [], 'experiments.presets': [preset] })
    const experiments = useExperiments()
    host.connect('connected')
    await settled()
    if (!experiments.sample) throw new Error('The sample is not among the presets.')

    host.answer('experiments.launch', (input) => ({
      id: 'e1',
      name: 'Sample',
      config: input,
      createdAt: 1,
      runs: ['a'],
    }))
    expect((await experiments.launch(experiments.sample)).runs).toEqual(['a'])
    expect(experiments.newest?.config).toEqual(preset.config)

    host.answer('experiments.launch', () => {
      throw new AppError('invalid-input', 'There is no dataset.', { hint: 'Import one.' })
    })
    await expect(experiments.launch(experiments.sample)).rejects.toMatchObject({ hint: 'Import one.' })
  })
})

describe('evaluations', () => {
  it('are grouped by run, each in its newest state', async () => {
    const waiting = anEvaluation({ state: 'queued', correct: null })
    const { host } = withStores({ 'evaluations.list': [waiting, anEvaluation({ id: '2', run: 'other' })] })
    const evaluations = useEvaluations()
    host.connect('connected')
    await settled()
    host.announce('evaluations.changed', anEvaluation())
    expect(evaluations.byRun.get('base')?.map((evaluation) => evaluation.state)).toEqual(['done'])
    expect(evaluations.byRun.get('other')).toHaveLength(1)
  })
})

describe('metrics', () => {
  it('keep the points of opened runs only, merged by metric and step', async () => {
    const { host } = withStores({ 'runs.metrics': [point('loss', 1, 1), point('loss', 2, 0.9)] })
    const metrics = useMetrics()
    host.connect('connected')
    metrics.open('base')
    host.announce('runs.points', { run: 'base', points: [point('loss', 2, 0.9), point('loss', 3, 0.8)] })
    host.announce('runs.points', { run: 'other', points: [point('loss', 3, 0.8)] })
    await settled()
    expect(
      metrics
        .seriesOf('base')
        .get('loss')
        ?.map(({ step }) => step),
    ).toEqual([1, 2, 3])
    expect(metrics.seriesOf('other').size).toBe(0)
  })

  it('fetch what was missed when the connection stands again', async () => {
    const { host } = withStores({ 'runs.metrics': [] })
    const metrics = useMetrics()
    host.connect('connected')
    metrics.open('base')
    await settled()
    host.connect('lost')
    host.answer('runs.metrics', () => [point('loss', 7, 0.5)])
    host.connect('connected')
    await settled()
    expect(metrics.seriesOf('base').get('loss')).toHaveLength(1)
  })

  it('forget a run when its last reader has gone', async () => {
    const { host } = withStores({ 'runs.metrics': [point('loss', 1, 1)] })
    const metrics = useMetrics()
    host.connect('connected')
    metrics.open('base')
    metrics.open('base')
    await settled()
    metrics.close('base')
    expect(metrics.seriesOf('base').size).toBe(1)
    metrics.close('base')
    expect(metrics.seriesOf('base').size).toBe(0)
  })
})

describe('events of a run', () => {
  it('are its whole past and what happens now, once each, in order of time', async () => {
    const event = (at: number) => ({ run: 'base', step: at, kind: 'warning' as const, message: `at ${at}`, at })
    const { host } = withStores({ 'runs.events': [event(1), event(2)] })
    const events = useRunEvents()
    host.connect('connected')
    host.announce('runs.happened', event(3))
    events.open('base')
    host.announce('runs.happened', event(2))
    await settled()
    expect(events.eventsOf('base').map(({ at }) => at)).toEqual([1, 2, 3])
  })

  it('lose the unfreezings that a crash took with it when the run goes on, as those of the host do', async () => {
    const event = (kind: RunEvent['kind'], step: number, at: number) => ({ run: 'base', step, kind, message: '', at })
    const { host } = withStores({ 'runs.events': [event('unfreezing', 10, 1), event('unfreezing', 20, 2)] })
    const events = useRunEvents()
    host.connect('connected')
    events.open('base')
    await settled()
    host.announce('runs.happened', event('resume', 10, 3))
    host.announce('runs.happened', event('unfreezing', 30, 4))
    expect(events.eventsOf('base').map(({ at }) => at)).toEqual([1, 3, 4])
  })
})
