import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Evaluation } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

/** All evaluations, waiting ones included, and the same by run in the order in which they were asked for. */
export const useEvaluations = defineStore('evaluations', () => {
  const { client, whenConnected } = useApi()
  const byId = shallowRef<ReadonlyMap<string, Evaluation>>(new Map())

  const merge = (incoming: readonly Evaluation[]): void => {
    byId.value = mergeByKey(byId.value, incoming, (evaluation) => evaluation.id)
  }
  client.evaluations.on('changed', (evaluation) => merge([evaluation]))
  whenConnected(async () => merge(await client.evaluations.list({})))

  const byRun = computed(() => Map.groupBy(byId.value.values(), (evaluation) => evaluation.run))

  const cancel = async (id: string): Promise<void> => {
    await client.evaluations.cancel({ id })
  }

  return { byId, byRun, cancel }
})
