import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Run } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'
import { isActive } from '../lib/run-states.ts'

/** All runs of the workspace, newest first. */
export const useRuns = defineStore('runs', () => {
  const { client, whenConnected } = useApi()
  const byId = shallowRef<ReadonlyMap<string, Run>>(new Map())
  const isLoaded = shallowRef(false)

  const merge = (incoming: readonly Run[]): void => {
    byId.value = mergeByKey(byId.value, incoming, (run) => run.id)
  }
  client.runs.on('changed', (run) => merge([run]))
  whenConnected(async () => {
    merge(await client.runs.list({}))
    isLoaded.value = true
  })

  const list = computed(() => [...byId.value.values()].toSorted((a, b) => b.createdAt - a.createdAt))
  const active = computed(() => list.value.filter((run) => isActive(run.state)))

  const stop = async (id: string): Promise<void> => {
    await client.runs.cancel({ id })
  }
  const resume = async (id: string): Promise<void> => merge([await client.runs.resume({ id })])

  return { byId, list, active, isLoaded, stop, resume }
})
