import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EvaluationPlan, PlanContent } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'

/** Named lists of conditions: those that come with the program, then the user's own. */
export const usePlans = defineStore('plans', () => {
  const { client, whenConnected } = useApi()
  const all = shallowRef<readonly EvaluationPlan[]>([])

  const read = async (): Promise<void> => {
    all.value = await client.plans.list({})
  }
  whenConnected(read)
  client.trash.on('changed', ({ kind }) => {
    // Where the host is gone, they are read when it is there again.
    if (kind === 'plan') read().catch(() => undefined)
  })

  /** `id`: that of an own plan to replace. */
  const save = async (content: PlanContent, id: string | null): Promise<EvaluationPlan> => {
    const saved = await client.plans.save({ ...content, id })
    await read()
    return saved
  }

  return { all, save }
})
