import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useAlarms } from '../../../../src-renderer/lib/runs/use-alarms.ts'
import { useToasts } from '../../../../src-renderer/stores/toasts.ts'
import { aRun } from '../../support/samples.ts'
import { settled, withStores } from '../../support/with-stores.ts'

describe('alarms', () => {
  it('say on every screen which run lost its robustness, and keep quiet about lesser events', async () => {
    const { host, app } = withStores({ 'runs.list': [aRun({ name: 'fast' })] })
    const scope = effectScope()
    scope.run(() => app.runWithContext(useAlarms))
    host.connect('connected')
    await settled()
    const event = { run: 'base', step: 10, at: 1, message: 'Catastrophic overfitting: it fell.' }
    host.announce('runs.happened', { ...event, kind: 'robust-overfitting' })
    host.announce('runs.happened', { ...event, kind: 'catastrophic-overfitting' })
    expect(useToasts().list).toMatchObject([{ text: 'fast: Catastrophic overfitting: it fell.', isBad: true }])

    scope.stop()
    host.announce('runs.happened', { ...event, kind: 'catastrophic-overfitting' })
    expect(useToasts().list).toHaveLength(1)
  })
})
