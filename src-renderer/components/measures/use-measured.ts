import { computed, shallowRef } from 'vue'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { watchThrottled } from '../../lib/throttle.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'

/** A plan that runs ends an evaluation every second. */
const leastIntervalMs = 5000

export interface MeasureAnswer<A> extends Answer<A> {
  /** Its section came near: from now on it is asked for. */
  want(): void
}

/**
 * What the host measures of the compared runs: asked once it is wanted, and again when evaluations have ended, or epochs
 * where these count. A question that is null has no answer.
 */
export function useMeasured<Q extends object, A>(
  question: () => Q | null,
  options: {
    readonly evaluations: () => readonly Evaluation[]
    readonly epochs?: () => readonly number[]
  },
  ask: (question: Q) => Promise<A>,
): MeasureAnswer<A> {
  const isWanted = shallowRef(false)
  const done = computed(() => {
    const ended = options.evaluations().filter(({ state }) => state === 'done')
    return [...ended.map(({ id, n }) => `${id}:${n}`), ...(options.epochs?.() ?? [])].join()
  })
  const known = shallowRef(done.value)
  watchThrottled(done, () => (known.value = done.value), leastIntervalMs)
  const answer = useAnswer(
    () => {
      const asked = isWanted.value ? question() : null
      return asked && { asked, of: known.value }
    },
    ({ asked }) => ask(asked),
  )
  return { ...answer, want: () => (isWanted.value = true) }
}
