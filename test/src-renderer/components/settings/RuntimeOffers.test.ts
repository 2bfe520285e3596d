import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError, type RuntimeOffer } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import RuntimeOffers from '../../../../src-renderer/components/settings/RuntimeOffers.vue'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const offer = (device: RuntimeOffer['device'], more: Partial<RuntimeOffer> = {}): RuntimeOffer => ({
  ...{ device, title: `TensorFlow for ${device}`, downloadBytes: 3_400_000_000 },
  ...{ isInstalled: false, isUsed: false, note: '', ...more },
})
const shipped = offer('cpu', { isInstalled: true, isUsed: true, note: 'came with the program' })

/** What the store that hears of progress asks for besides. */
const ofTheStore = { 'system.info': { engines: [] }, 'system.catalog': {}, 'system.queue': [], 'datasets.list': [] }

async function rest(): Promise<void> {
  for (let i = 0; i < 4; i++) await settled()
}

/** The rows, in the window unless there is no desktop. */
async function open(choosePath: (() => Promise<string | null>) | null = async () => null) {
  if (choosePath === null) vi.stubGlobal('adversarium', undefined)
  else vi.stubGlobal('adversarium', { choosePath })
  const host = scriptedHost({ ...ofTheStore, 'system.runtimes': [shipped, offer('gpu')] })
  const asked: unknown[] = []
  const { promise: installed, resolve: install, reject: fail } = Promise.withResolvers<RuntimeOffer[]>()
  host.answer('system.installRuntime', (input) => {
    asked.push(input)
    return installed
  })
  host.answer('tasks.cancel', () => fail(new AppError('cancelled', 'Cancelled before it was done.')))
  const rows = mount(RuntimeOffers, {
    global: { plugins: [createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  host.connect('connected')
  await rest()
  const press = async (text: string): Promise<void> => {
    await rows
      .findAll('button')
      .find((button) => button.text().startsWith(text))
      ?.trigger('click')
    await rest()
  }
  return { rows, host, asked, install, press }
}

afterEach(() => vi.unstubAllGlobals())

describe('the runtimes of the settings', () => {
  it('downloads nothing before it is asked, and says how much it would', async () => {
    const { rows, asked, press } = await open()
    expect(rows.text()).toContain('came with the program')
    expect(rows.findAll('button').map((button) => button.text())).toEqual(['Download 3.4 GB', 'From a folder…'])
    expect(asked).toEqual([])
    await press('Download')
    expect(asked).toMatchObject([{ device: 'gpu', from: null }])
  })

  it('shows how far it is, and what there is then', async () => {
    const { rows, host, asked, install, press } = await open()
    await press('Download')
    const { task } = asked[0] as { task: string }
    const progress = { subject: task, kind: 'task', done: 1.7e9, total: 3.4e9, rate: null, note: 'fetching' }
    host.announce('system.progress', progress)
    await rest()
    expect(rows.text()).toContain('fetching 1.7 GB of 3.4 GB')
    install([shipped, offer('gpu', { isInstalled: true, note: 'in the cache' })])
    await rest()
    expect(rows.text()).toContain('in the cache')
    expect(rows.findAll('button')).toEqual([])
  })

  it('can be cancelled and begun again', async () => {
    const { rows, host, press } = await open()
    await press('Download')
    await press('Cancel')
    expect(host.calls).toContain('tasks.cancel')
    expect(rows.text()).toContain('Download 3.4 GB')
    expect(rows.text()).not.toContain('Cancelled')
  })

  it('takes a folder that the dialog gave, and none from a browser', async () => {
    const { asked, press } = await open(async () => '/media/wheels')
    await press('From a folder')
    expect(asked).toMatchObject([{ device: 'gpu', from: '/media/wheels' }])
    const { rows } = await open(null)
    expect(rows.findAll('button')).toEqual([])
    expect(rows.text()).toContain('adversarium runtime install gpu')
  })
})
