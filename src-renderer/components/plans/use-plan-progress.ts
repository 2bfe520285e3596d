import { computed } from 'vue'
import type { PlanProgress, PlanWork } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { watchThrottled } from '../../lib/throttle.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'
import { useEvaluations } from '../../stores/evaluations.ts'

const intervalMs = 1500

/** How far a plan is over some runs, asked for again as their evaluations come and go. */
export function usePlanProgress(work: () => PlanWork | null): Answer<PlanProgress> {
  const { client } = useApi()
  const evaluations = useEvaluations()
  const answer = useAnswer(work, (asked) => client.plans.progress(asked))
  const states = computed(() =>
    (work()?.subjects ?? [])
      .flatMap(({ run }) => evaluations.byRun.get(run) ?? [])
      .map(({ id, state, n }) => `${id} ${state} ${n}`)
      .join(),
  )
  watchThrottled(states, answer.ask, intervalMs)
  return answer
}
