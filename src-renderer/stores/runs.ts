import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isActive, type Run } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

/** As many as the contract allows at once. */
const all = { limit: 10_000 }

/** All runs of the workspace, newest first. */
export const useRuns = defineStore('runs', () => {
  const { client, whenConnected } = useApi()
  const byId = shallowRef<ReadonlyMap<string, Run>>(new Map())
  const isLoaded = shallowRef(false)

  const merge = (incoming: readonly Run[]): void => {
    byId.value = mergeByKey(byId.value, incoming, (run) => run.id)
  }
  const forget = (ids: readonly string[]): void => {
    const gone = new Set(ids)
    byId.value = new Map([...byId.value].filter(([id]) => !gone.has(id)))
  }
  client.runs.on('changed', (run) => merge([run]))
  client.runs.on('removed', ({ ids }) => forget(ids))
  whenConnected(async () => {
    const told = new Set<string>()
    const end = client.runs.on('changed', ({ id }) => void told.add(id))
    const found = await client.runs.list(all).finally(end)
    // What went for good while the connection was lost; a launch may have been announced meanwhile.
    const present = new Set(found.map(({ id }) => id))
    if (found.length < all.limit) forget([...byId.value.keys()].filter((id) => !present.has(id) && !told.has(id)))
    merge(found)
    isLoaded.value = true
  })

  const list = computed(() => [...byId.value.values()].toSorted((a, b) => b.createdAt - a.createdAt))
  /** Those that are not in the trash. */
  const kept = computed(() => list.value.filter((run) => run.trashedAt === null))
  const trashed = computed(() => list.value.filter((run) => run.trashedAt !== null))
  const active = computed(() => kept.value.filter((run) => isActive(run.state)))
  const tags = computed(() => [...new Set(kept.value.flatMap((run) => run.tags))].toSorted())

  const stop = async (id: string): Promise<void> => {
    await client.runs.cancel({ id })
  }
  const resume = async (id: string): Promise<void> => merge([await client.runs.resume({ id })])
  const annotate = async (change: Parameters<typeof client.runs.annotate>[0]): Promise<void> =>
    merge(await client.runs.annotate(change))

  return { byId, list, kept, trashed, active, tags, isLoaded, stop, resume, annotate }
})
