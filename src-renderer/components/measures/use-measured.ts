import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { throttle } from '../../lib/throttle.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'

/** A plan that runs ends an evaluation every second. */
const leastIntervalMs = 5000

/**
 * What the host measures of the compared runs: asked once the section was in sight, and again when evaluations have ended,
 * or epochs where these count. A question that is null has no answer.
 */
export function useMeasured<Q extends object, A>(
  question: () => Q | null,
  options: {
    readonly evaluations: () => readonly Evaluation[]
    readonly epochs?: () => readonly number[]
    readonly isWanted: Readonly<Ref<boolean>>
  },
  ask: (question: Q) => Promise<A>,
): Answer<A> {
  const done = computed(() => {
    const ended = options.evaluations().filter(({ state }) => state === 'done')
    return [...ended.map(({ id, n }) => `${id}:${n}`), ...(options.epochs?.() ?? [])].join()
  })
  const known = shallowRef(done.value)
  const renew = throttle(() => (known.value = done.value), leastIntervalMs)
  watch(done, renew.request)
  onScopeDispose(renew.cancel)
  return useAnswer(
    () => {
      const asked = options.isWanted.value ? question() : null
      return asked && { asked, of: known.value }
    },
    ({ asked }) => ask(asked),
  )
}
