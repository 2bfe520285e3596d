import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import CalibrationSection from '../../../../src-renderer/components/measures/CalibrationSection.vue'
import { anEvaluation, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

/** Brings the section into sight. */
let arrive: () => void = () => undefined
class Observer {
  constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
    arrive = () => told([{ isIntersecting: true }])
  }
  observe = (): void => undefined
  disconnect = (): void => undefined
}
beforeEach(() => void vi.stubGlobal('IntersectionObserver', Observer))

const figures = { n: 500, ece: 0.12, mce: 0.3, brier: 0.41, nll: 1.2, bins: [] }
const row = { run: 'base', name: 'base', checkpoint: null, condition: 'clean', evaluation: '1', fittedTo: null }
const calibration = { all: figures, intervals: { ece: null, brier: null, nll: null }, scaled: null }

function section(rows: readonly object[]) {
  const host = scriptedHost({ 'measures.calibration': rows })
  const mounted = mount(CalibrationSection, {
    props: {
      ...{ ids: ['base', 'old'], evaluations: [anEvaluation()], catalog, conditions: ['clean'], baseline: '' },
      colorOf: () => 0,
    },
    global: {
      plugins: [createPinia()],
      provide: { [apiKey]: createApi(host.transport) },
      stubs: { TimeChart: true, RouterLink: true },
    },
  })
  return { host, mounted }
}

it('asks nothing before it is near, and says what is missing and how to get it', async () => {
  const { host, mounted } = section([
    { ...row, calibration },
    { ...row, run: 'old', name: 'old', calibration: null },
  ])
  await flushPromises()
  expect(host.calls).not.toContain('measures.calibration')
  arrive()
  await flushPromises()
  expect(host.calls.filter((path) => path === 'measures.calibration')).toHaveLength(1)
  const text = mounted.text().replaceAll(/\s+/g, ' ')
  expect(text).toContain('12.0')
  expect(text).toContain('old: evaluated before calibration was measured. Evaluate again to get it')
  expect(text).toContain('base: no temperature was known yet. Evaluate clean images first')
})

it('says what would bring figures where there is none', async () => {
  const { mounted } = section([])
  arrive()
  await flushPromises()
  expect(mounted.text()).toContain('Evaluate these runs: every evaluation is calibrated.')
})
