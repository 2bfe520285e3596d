import { computed, nextTick, shallowRef, type Ref } from 'vue'
import { gridAction } from './grid-keys.ts'

export interface RowOfTable {
  readonly key: string
  select(): void
}

/** A table of which one row is shown beside it: one tab stop, arrows that move and select, a click that selects. */
export function useRowKeys(of: {
  readonly table: Readonly<Ref<HTMLElement | null>>
  rows(): readonly RowOfTable[]
  /** Key of the row that is shown. */
  selected(): string | null
  open(): void
}) {
  const focused = shallowRef<string | null>(null)
  const tabStop = computed(() => {
    const keys = of.rows().map(({ key }) => key)
    return [focused.value, of.selected()].find((key) => key !== null && keys.includes(key)) ?? keys[0]
  })

  async function onKeydown(event: KeyboardEvent): Promise<void> {
    if ((event.target as Element).closest('button, a') || event.ctrlKey || event.metaKey || event.altKey) return
    const rows = of.rows()
    const at = rows.findIndex(({ key }) => key === tabStop.value)
    const action = gridAction(event, at, rows.length)
    if (!action || action.kind === 'clear') return
    event.preventDefault()
    if (action.kind !== 'move') {
      rows[at]?.select()
      if (action.kind === 'open') of.open()
      return
    }
    const next = rows[action.to]
    focused.value = next?.key ?? null
    next?.select()
    await nextTick()
    of.table.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(next?.key ?? '')}"]`)?.focus()
  }
  /** Of a row's element. */
  const attributes = (key: string) => ({
    'data-row': key,
    'aria-selected': key === of.selected(),
    tabindex: key === tabStop.value ? 0 : -1,
    onFocus: () => (focused.value = key),
    onClick: () => {
      of.rows()
        .find((row) => row.key === key)
        ?.select()
    },
  })
  return { onKeydown, attributes }
}
