import { shallowRef, watch, type ShallowRef } from 'vue'
import { AppError } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'

export interface Answer<A> {
  /** The newest answer; an older question's until the present one is answered. Null before the first. */
  readonly value: Readonly<ShallowRef<A | null>>
  /** Why the present question was not answered. */
  readonly error: Readonly<ShallowRef<AppError | null>>
  readonly isWaiting: Readonly<ShallowRef<boolean>>
  ask(): void
}

/**
 * What the host says to a question that may change while the screen is open; asked again when the connection stands
 * again. A question that is null has no answer.
 */
export function useAnswer<Q, A>(question: () => Q | null, ask: (question: Q) => Promise<A>): Answer<A> {
  const { connection } = useApi()
  const value = shallowRef<A | null>(null)
  const error = shallowRef<AppError | null>(null)
  const isWaiting = shallowRef(false)
  let newest = 0

  const start = async (): Promise<void> => {
    const asked = ++newest
    const present = question()
    error.value = null
    isWaiting.value = present !== null
    if (present === null) {
      value.value = null
      return
    }
    try {
      const answer = await ask(present)
      if (asked === newest) value.value = answer
    } catch (caught) {
      if (!(caught instanceof AppError)) throw caught
      if (asked === newest) error.value = caught
    } finally {
      if (asked === newest) isWaiting.value = false
    }
  }
  watch([() => JSON.stringify(question()), connection], () => void start(), { immediate: true })

  return { value, error, isWaiting, ask: () => void start() }
}
