import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Checkpoint } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'

/** Kept checkpoints of the runs that were opened, newest first. */
export const useCheckpoints = defineStore('checkpoints', () => {
  const { client } = useApi()
  const byRun = shallowRef<ReadonlyMap<string, readonly Checkpoint[]>>(new Map())

  /** Asks anew; a failed request is made good by the next one. */
  const open = async (id: string): Promise<void> => {
    try {
      const found = await client.runs.checkpoints({ id })
      byRun.value = new Map(byRun.value).set(
        id,
        found.toSorted((a, b) => b.step - a.step || b.createdAt - a.createdAt),
      )
    } catch {
      byRun.value = new Map([...byRun.value].filter(([known]) => known !== id))
    }
  }

  return { byRun, open }
})
