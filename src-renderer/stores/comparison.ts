import { computed, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Comparison } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { useEvaluations } from './evaluations.ts'

const nothing: Comparison = { rows: [], pairs: [] }

/** The comparison of these runs, asked for again whenever one more of their evaluations is done. */
export function useComparison(ids: Readonly<Ref<readonly string[]>>): Readonly<ShallowRef<Comparison>> {
  const { client, connection } = useApi()
  const evaluations = useEvaluations()
  const comparison = shallowRef(nothing)
  const done = computed(() =>
    ids.value.flatMap((id) =>
      (evaluations.byRun.get(id) ?? []).filter((it) => it.state === 'done').map((it) => `${id}:${it.id}`),
    ),
  )
  let newest = 0

  const ask = async (): Promise<void> => {
    const asked = ++newest
    if (ids.value.length === 0) {
      comparison.value = nothing
      return
    }
    const answer = await client.evaluations.compare({ runs: [...ids.value] })
    if (asked === newest) comparison.value = answer
  }
  // A failed request is made good by the next one: after an evaluation, or when the connection stands again.
  watch([() => ids.value.join(), () => done.value.join(), connection], () => void ask().catch(() => undefined), {
    immediate: true,
  })
  return comparison
}
