import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Checkpoint } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import ForkDialog from '../../../../src-renderer/components/run/ForkDialog.vue'
import { useSystem } from '../../../../src-renderer/stores/system.ts'
import { aRun, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const run = aRun({ config: { checkpoints: { everyEpochs: 5 } } })
const checkpoint = (id: number, kind: Checkpoint['kind'], epoch: number): Checkpoint => ({
  ...{ id, run: run.id, kind, step: epoch * 10, epoch, path: `runs/${id}`, bytes: 10, sha256: '', createdAt: id },
})
const kept = [checkpoint(9, 'last', 10), checkpoint(4, 'epoch', 5), checkpoint(7, 'best', 8)]

afterEach(() => document.body.replaceChildren())

/** The dialog as it opens for a checkpoint, or for none in particular. */
async function open(chosen: number | null) {
  const host = scriptedHost()
  const asked: unknown[] = []
  host.answer('runs.fork', (input) => {
    asked.push(input)
    return aRun({ id: 'fork' })
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['/', '/runs/:id'].map((path, i) => ({
      path,
      name: i === 0 ? 'runs' : 'run',
      component: { render: () => null },
    })),
  })
  const pinia = createPinia()
  const dialog = mount(ForkDialog, {
    props: { open: false, run, checkpoints: kept, chosen },
    global: { plugins: [pinia, router], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  setActivePinia(pinia)
  useSystem().catalog = catalog
  await dialog.setProps({ open: true })
  await rest()
  const select = document.querySelector<HTMLSelectElement>('#fork-checkpoint')
  const submit = async (): Promise<void> => {
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await rest()
  }
  return { asked, router, select, submit }
}
async function rest(): Promise<void> {
  for (let i = 0; i < 4; i++) await settled()
}

describe('the fork of a run', () => {
  it('offers every kept checkpoint, and starts from the one that was asked for', async () => {
    const { asked, router, select, submit } = await open(4)
    expect([...(select?.options ?? [])].map(({ text }) => text.trim())).toEqual([
      'epoch 10, resume point',
      'epoch 5, every 5 epochs',
      'epoch 8, best clean',
    ])
    await submit()
    expect(asked).toEqual([{ id: 'base', checkpoint: 4, changes: { name: 'base, fork' } }])
    expect(router.currentRoute.value.params).toEqual({ id: 'fork' })
  })

  it('starts from the newest where none was asked for, and from any other that is chosen', async () => {
    const { asked, select, submit } = await open(null)
    expect(select?.value).toBe('9')
    if (select) select.value = '7'
    select?.dispatchEvent(new Event('change'))
    await submit()
    expect(asked).toMatchObject([{ checkpoint: 7 }])
  })
})
