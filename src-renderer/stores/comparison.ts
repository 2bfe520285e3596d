import { computed, type ComputedRef, type Ref } from 'vue'
import type { Comparison, UnseenFamilies } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { watchThrottled } from '../lib/throttle.ts'
import { useAnswer } from '../lib/use-answer.ts'
import { useEvaluations } from './evaluations.ts'

type Ids = Readonly<Ref<readonly string[]>>

/** A plan ends several evaluations a second. */
const intervalMs = 2000

/** The comparison of these runs, asked for again as their evaluations are done. */
export function useComparison(ids: Ids): ComputedRef<Comparison> {
  const { client } = useApi()
  return useFinished(ids, { rows: [], pairs: [] }, ({ runs }) => client.evaluations.compare({ runs }))
}

/** Their means over families that training did not show, and what each gains on the baseline, the first where none is named. */
export function useUnseenFamilies(
  ids: Ids,
  baseline: () => string | undefined = () => undefined,
): ComputedRef<UnseenFamilies> {
  const { client } = useApi()
  return useFinished(ids, { means: [], pairs: [] }, (asked) => client.evaluations.compareUnseen(asked), baseline)
}

/** A failed request is made good by the next one: after an evaluation, or when the connection stands again. */
function useFinished<A>(
  ids: Ids,
  nothing: A,
  ask: (question: { runs: string[]; baseline: string | undefined }) => Promise<A>,
  baseline: () => string | undefined = () => undefined,
): ComputedRef<A> {
  const evaluations = useEvaluations()
  const answer = useAnswer(() => (ids.value.length === 0 ? null : { runs: [...ids.value], baseline: baseline() }), ask)
  const done = computed(() =>
    ids.value
      .flatMap((id) =>
        (evaluations.byRun.get(id) ?? []).filter((it) => it.state === 'done').map((it) => `${id}:${it.id}`),
      )
      .join(),
  )
  watchThrottled(done, answer.ask, intervalMs)
  return computed(() => answer.value.value ?? nothing)
}
