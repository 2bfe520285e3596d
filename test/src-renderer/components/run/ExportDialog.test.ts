import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError, type Checkpoint, type ExportPlan } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import ExportDialog from '../../../../src-renderer/components/run/ExportDialog.vue'
import { aRun } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const checkpoint = (id: number, kind: Checkpoint['kind'], epoch: number): Checkpoint => ({
  ...{ id, run: 'base', kind, step: epoch * 10, epoch, path: `runs/${id}`, bytes: 10, sha256: '', createdAt: id },
})
const plan = (format: ExportPlan['format'], epoch: number): ExportPlan => ({
  ...{ format, title: format, fileName: `base-epoch-${epoch}.${format}`, lines: [`open ${format} ${epoch}`] },
})

afterEach(() => document.body.replaceChildren())

async function open() {
  const host = scriptedHost()
  const epochs: Readonly<Record<number, number>> = { 2: 10, 1: 7 }
  host.answer('weights.exports', (input) => {
    const epoch = epochs[(input as { checkpoint: number }).checkpoint] ?? 0
    return [plan('keras3-weights', epoch), plan('onnx', epoch)]
  })
  mount(ExportDialog, {
    props: { open: false, run: aRun(), checkpoints: [checkpoint(2, 'last', 10), checkpoint(1, 'best', 7)] },
    global: { plugins: [createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  }).setProps({ open: true })
  host.connect('connected')
  await rest()
  const text = () => document.body.textContent ?? ''
  const choose = async (id: string, value: string): Promise<void> => {
    const select = document.querySelector<HTMLSelectElement>(`#${id}`)
    if (!select) throw new Error(`There is no field ${id}.`)
    select.value = value
    select.dispatchEvent(new Event('change'))
    await rest()
  }
  const submit = async (): Promise<void> => {
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await rest()
  }
  return { host, text, choose, submit }
}
async function rest(): Promise<void> {
  for (let i = 0; i < 4; i++) await settled()
}

describe('the export of a checkpoint', () => {
  it('shows the file and the lines that open it, for the newest checkpoint and any other', async () => {
    const { text, choose } = await open()
    expect(text()).toContain('base-epoch-10.keras3-weights')
    await choose('export-format', 'onnx')
    expect(text()).toContain('open onnx 10')
    await choose('export-checkpoint', '1')
    expect(text()).toContain('open onnx 7')
  })

  it('says where it was written, or why not', async () => {
    const { host, text, submit } = await open()
    host.answer('weights.export', () => ({ path: '/exports/base.h5', bytes: 9_200_000, lines: [] }))
    await submit()
    expect(text()).toContain('Written: /exports/base.h5 (9.2 MB).')
    host.answer('weights.export', () => {
      throw new AppError('conflict', 'There is already something at /exports/base.h5: nothing was written.')
    })
    await submit()
    expect(text()).toContain('There is already something at /exports/base.h5')
  })

  it('shows and writes nothing of another checkpoint than the chosen one, whichever answer comes last', async () => {
    const { host, text, choose, submit } = await open()
    const answers = new Map<number, (plans: ExportPlan[]) => void>()
    host.answer('weights.exports', (input) => {
      const { promise, resolve } = Promise.withResolvers<ExportPlan[]>()
      answers.set((input as { checkpoint: number }).checkpoint, resolve)
      return promise
    })
    await choose('export-checkpoint', '1')
    expect(text()).not.toContain('base-epoch-10')
    await submit()
    expect(host.calls).not.toContain('weights.export')
    await choose('export-checkpoint', '2')
    answers.get(2)?.([plan('keras3-weights', 10)])
    await rest()
    answers.get(1)?.([plan('keras3-weights', 7)])
    await rest()
    expect(text()).toContain('base-epoch-10.keras3-weights')
    expect(text()).not.toContain('base-epoch-7')
  })
})
