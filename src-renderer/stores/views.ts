import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SavedView } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

/** The saved views of the workspace. */
export const useViews = defineStore('views', () => {
  const { client, whenConnected } = useApi()
  const byId = shallowRef<ReadonlyMap<string, SavedView>>(new Map())
  const isLoaded = shallowRef(false)

  const merge = (view: SavedView): void => {
    byId.value = mergeByKey(byId.value, [view], ({ id }) => id)
  }
  client.views.on('changed', merge)
  client.views.on('removed', ({ id }) => {
    byId.value = new Map([...byId.value].filter(([known]) => known !== id))
  })
  whenConnected(async () => {
    byId.value = new Map((await client.views.list({})).map((view) => [view.id, view]))
    isLoaded.value = true
  })

  const list = computed(() => [...byId.value.values()].toSorted((a, b) => a.name.localeCompare(b.name)))
  const save = async (wish: Parameters<typeof client.views.save>[0]): Promise<SavedView> => {
    const view = await client.views.save(wish)
    merge(view)
    return view
  }

  return { byId, list, isLoaded, save }
})
