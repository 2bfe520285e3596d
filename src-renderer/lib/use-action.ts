import { shallowRef, type ShallowRef } from 'vue'
import { AppError } from '../../src-main/contract/index.ts'

export interface Action<A extends unknown[]> {
  readonly isBusy: ShallowRef<boolean>
  /** What went wrong the last time, until it is tried again or dismissed. */
  readonly error: ShallowRef<AppError | null>
  run(...args: A): Promise<void>
}

/** Something that a button starts: one at a time, with its error kept for the screen. */
export function useAction<A extends unknown[]>(perform: (...args: A) => Promise<void>): Action<A> {
  const isBusy = shallowRef(false)
  const error = shallowRef<AppError | null>(null)
  return {
    isBusy,
    error,
    async run(...args) {
      if (isBusy.value) return
      isBusy.value = true
      error.value = null
      try {
        await perform(...args)
      } catch (caught) {
        if (!(caught instanceof AppError)) throw caught
        error.value = caught
      } finally {
        isBusy.value = false
      }
    },
  }
}
