import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useFirstStart } from '../../../../src-renderer/lib/runs/use-first-start.ts'
import { withStores } from '../../support/with-stores.ts'

const sample = { id: 'sample', title: 'Sample', summary: '', config: { name: 'Sample', runs: [{}] }, isShipped: true }
const experiment = { id: 'e', name: 'Sample', config: sample.config, createdAt: 1, runs: [] }

/** What a window does in its first seconds; the host answers as told. */
async function start({ preferences = {}, experiments = [] as unknown[], isWindow = true } = {}) {
  const { host } = withStores({
    'runs.list': [],
    'experiments.list': experiments,
    'experiments.presets': [sample],
    'experiments.launch': experiment,
    'system.preferences': preferences,
    'system.setPreference': null,
  })
  if (isWindow) Object.assign(window, { adversarium: {} })
  const scope = effectScope()
  scope.run(useFirstStart)
  host.connect('connected')
  return { host, scope }
}
const launches = (calls: readonly string[]) => calls.filter((path) => path === 'experiments.launch').length

describe('first start', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    Reflect.deleteProperty(window, 'adversarium')
  })

  it('starts the sample in the window of an empty workspace, within five seconds and once', async () => {
    const { host, scope } = await start()
    await vi.advanceTimersByTimeAsync(5000)
    expect(launches(host.calls)).toBe(1)
    host.connect('lost')
    host.connect('connected')
    await vi.advanceTimersByTimeAsync(5000)
    expect(launches(host.calls)).toBe(1)
    scope.stop()
  })

  it('leaves it to the command line that opened the window, if that is faster', async () => {
    const { host, scope } = await start()
    await vi.advanceTimersByTimeAsync(500)
    host.announce('experiments.changed', experiment)
    await vi.advanceTimersByTimeAsync(5000)
    expect(launches(host.calls)).toBe(0)
    scope.stop()
  })

  it('starts nothing in a browser, where there is something, or where it was started and then removed', async () => {
    for (const given of [
      { isWindow: false },
      { experiments: [experiment] },
      { preferences: { 'first-start': true } },
    ]) {
      const { host, scope } = await start(given)
      await vi.advanceTimersByTimeAsync(5000)
      expect(launches(host.calls)).toBe(0)
      scope.stop()
      Reflect.deleteProperty(window, 'adversarium')
    }
  })
})
