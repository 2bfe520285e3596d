import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { ViewScreen, type SavedView } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useUndo } from '../../commands/undo.ts'
import { useViews } from '../../stores/views.ts'
import { differs, readViewQuery, viewKey, viewLocation } from './view-address.ts'

export interface SavedViews {
  /** The screen that is shown, where views of it can be kept. */
  readonly screen: ComputedRef<ViewScreen | null>
  /** The view that is open; null where none is, or it was removed. */
  readonly current: ComputedRef<SavedView | null>
  /** Whether the screen shows something else than the open view keeps. */
  readonly isChanged: ComputedRef<boolean>
  open(view: SavedView): void
  /** The screen stays as it is, as no view. */
  leave(): void
  /** What is shown, under a new name. Throws `conflict` where that is taken. */
  save(name: string): Promise<void>
  /** What is shown, in place of what the open view keeps. */
  update(): Promise<void>
  rename(view: SavedView, name: string): Promise<void>
  remove(view: SavedView): Promise<void>
}

/** Saved views of what is shown; every change of one that was there can be undone. */
export function useSavedViews(): SavedViews {
  const { client } = useApi()
  const route = useRoute()
  const router = useRouter()
  const store = useViews()
  const undo = useUndo()

  const screen = computed(() => ViewScreen.safeParse(route.name).data ?? null)
  const current = computed(() => {
    const view = store.byId.get(String(route.query[viewKey] ?? ''))
    return view?.screen === screen.value ? (view ?? null) : null
  })
  const shown = computed(() => readViewQuery(route.query))
  const isChanged = computed(() => current.value !== null && differs(shown.value, current.value.query))

  const replace = (before: SavedView, after: Partial<Pick<SavedView, 'name' | 'query'>>, title: string) => {
    const keep = async ({ id, name, screen: of, query }: SavedView): Promise<void> => {
      await store.save({ id, name, screen: of, query })
    }
    return undo.perform({ title, apply: () => keep({ ...before, ...after }), revert: () => keep(before) })
  }

  return {
    screen,
    current,
    isChanged,
    open: (view) => void router.push(viewLocation(view)),
    leave() {
      const { [viewKey]: _, ...query } = route.query
      void router.replace({ query })
    },
    async save(name) {
      if (screen.value === null) return
      const view = await store.save({ name, screen: screen.value, query: shown.value })
      await router.replace(viewLocation(view))
    },
    async update() {
      const view = current.value
      if (view) await replace(view, { query: shown.value }, `View “${view.name}” updated`)
    },
    rename: (view, name) => replace(view, { name }, `View “${view.name}” renamed to “${name}”`),
    remove: (view) =>
      undo.perform({
        title: `View “${view.name}” removed`,
        apply: async () => void (await client.views.remove({ id: view.id })),
        revert: async () => void (await client.trash.restore({ kind: 'view', id: view.id })),
      }),
  }
}
