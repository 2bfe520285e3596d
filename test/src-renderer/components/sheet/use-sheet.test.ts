import { enableAutoUnmount, mount } from '@vue/test-utils'
import { computed, defineComponent, h, shallowRef, type App } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Subject } from '../../../../src-renderer/components/misclassified/use-subject.ts'
import { useSheet, type SheetQuestion, type SheetWork } from '../../../../src-renderer/components/sheet/use-sheet.ts'
import { noFilter } from '../../../../src-renderer/lib/misclassified/gallery-filter.ts'
import type { ScriptedHost } from '../../support/scripted-host.ts'
import { settled, withStores } from '../../support/with-stores.ts'

interface Asked {
  readonly task: string
  readonly question: { readonly truth?: readonly number[] }
}

enableAutoUnmount(afterEach)

describe('the work of a sheet', () => {
  let host: ScriptedHost
  let app: App
  let asked: Asked[]
  let cancelled: string[]
  const subject = { evaluation: { id: '7' }, against: null } as unknown as Subject
  const of = (truth: number): SheetQuestion => ({
    ...{ subject, filter: { ...noFilter, truth: [truth] }, methods: [{ id: 'gradient', params: {} }] },
    ...{ target: 'predicted', isBeside: false },
  })
  const question = shallowRef<SheetQuestion | null>(of(1))
  const made: SheetWork[] = []

  beforeEach(() => {
    ;({ host, app } = withStores())
    asked = []
    cancelled = []
    made.length = 0
    question.value = of(1)
    // Never ends by itself.
    host.answer('sheets.compute', (input) => {
      asked.push(input as Asked)
      return new Promise(() => undefined)
    })
    host.answer('tasks.cancel', (input) => {
      cancelled.push((input as Asked).task)
      return null
    })
  })
  const open = () =>
    mount(
      defineComponent(() => {
        made.push(
          useSheet(
            computed(() => question.value),
            () => 10,
          ),
        )
        return () => h('div')
      }),
      {
        global: {
          plugins: [{ install: (target) => void Object.assign(target._context.provides, app._context.provides) }],
        },
      },
    )

  it('is ended when another filter takes its place, and begun anew when it comes back', async () => {
    open()
    await settled()
    question.value = of(2)
    await settled()
    expect(asked.map((it) => it.question.truth)).toEqual([[1], [2]])
    expect(cancelled).toEqual([asked[0]?.task])
    question.value = of(1)
    await settled()
    expect(asked.map((it) => it.question.truth)).toEqual([[1], [2], [1]])
    expect(cancelled).toEqual([asked[0]?.task, asked[1]?.task])
    expect(made[0]?.isRunning.value).toBe(true)
  })

  it('goes on while it is not known what is asked, and where the screen is left', async () => {
    const view = open()
    await settled()
    question.value = null
    await settled()
    question.value = of(1)
    await settled()
    view.unmount()
    question.value = of(3)
    await settled()
    expect(asked).toHaveLength(1)
    expect(cancelled).toEqual([])
  })

  it('is to be done again when its evaluation was done anew', async () => {
    host.answer('sheets.compute', () => ({ images: 10, computed: 10, failures: [] }))
    open()
    await settled()
    expect(made[0]?.jobs.value[0]?.state).toBe('done')
    host.announce('evaluations.changed', { id: '7' })
    expect(made[0]?.jobs.value[0]).toBeUndefined()
  })
})
