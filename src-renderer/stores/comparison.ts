import { computed, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Comparison, UnseenFamilies } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { throttle } from '../lib/throttle.ts'
import { useEvaluations } from './evaluations.ts'

type Ids = Readonly<Ref<readonly string[]>>

/** A plan ends several evaluations a second. */
const intervalMs = 2000

/** The comparison of these runs, asked for again as their evaluations are done. */
export function useComparison(ids: Ids): Readonly<ShallowRef<Comparison>> {
  const { client } = useApi()
  return useFinished(ids, { rows: [], pairs: [] }, (runs) => client.evaluations.compare({ runs }))
}

/** Their means over families that training did not show, and what each gains on the baseline, the first where none is named. */
export function useUnseenFamilies(
  ids: Ids,
  baseline: () => string | undefined = () => undefined,
): Readonly<ShallowRef<UnseenFamilies>> {
  const { client } = useApi()
  return useFinished(
    ids,
    { means: [], pairs: [] },
    (runs) => client.evaluations.compareUnseen({ runs, baseline: baseline() }),
    baseline,
  )
}

/** `more`: what the question depends on beside the runs. */
function useFinished<A>(
  ids: Ids,
  nothing: A,
  ask: (runs: string[]) => Promise<A>,
  more: () => string | undefined = () => undefined,
): Readonly<ShallowRef<A>> {
  const { connection } = useApi()
  const evaluations = useEvaluations()
  const answer = shallowRef(nothing)
  const done = computed(() =>
    ids.value.flatMap((id) =>
      (evaluations.byRun.get(id) ?? []).filter((it) => it.state === 'done').map((it) => `${id}:${it.id}`),
    ),
  )
  let newest = 0

  const read = async (): Promise<void> => {
    const asked = ++newest
    const found = ids.value.length === 0 ? nothing : await ask([...ids.value])
    if (asked === newest) answer.value = found
  }
  // A failed request is made good by the next one: after an evaluation, or when the connection stands again.
  const again = (): void => void read().catch(() => undefined)
  const later = throttle(again, intervalMs)
  watch([() => ids.value.join(), more, connection], again, { immediate: true })
  watch(() => done.value.join(), later.request)
  onScopeDispose(later.cancel)
  return answer
}
