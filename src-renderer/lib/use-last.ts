import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

/** The newest value that was there, and whether it is an old one because the present one is still on its way. */
export function useLast<T>(value: () => T | null | undefined): {
  readonly last: Readonly<ShallowRef<T | null>>
  readonly isOld: ComputedRef<boolean>
} {
  const last = shallowRef<T | null>(null)
  watch(
    value,
    (next) => {
      if (next !== null && next !== undefined) last.value = next
    },
    { immediate: true },
  )
  return { last, isOld: computed(() => last.value !== null && (value() ?? null) === null) }
}
