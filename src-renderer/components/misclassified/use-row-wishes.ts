import { shallowRef, watch } from 'vue'
import type { GalleryRow } from '../../../src-main/contract/index.ts'

interface Wish {
  readonly index: number
  readonly act: (row: GalleryRow) => void
}

/**
 * What is done with rows of a list, at once where they are there, else as soon as they are: keys come faster than pages.
 * Where `list` changes, what was wished of the one before is forgotten.
 */
export function useRowWishes(list: () => unknown, row: (index: number) => GalleryRow | undefined) {
  const wishes = shallowRef<readonly Wish[]>([])
  watch(list, () => (wishes.value = []), { flush: 'sync' })
  watch(
    () => wishes.value.some(({ index }) => row(index) !== undefined),
    (isAny) => {
      if (!isAny) return
      const { there = [], missing = [] } = Object.groupBy(wishes.value, ({ index }) =>
        row(index) ? 'there' : 'missing',
      )
      wishes.value = missing
      for (const { index, act } of there) {
        const found = row(index)
        if (found) act(found)
      }
    },
  )
  return (index: number, act: Wish['act']): void => {
    const found = row(index)
    if (found) act(found)
    else wishes.value = [...wishes.value, { index, act }]
  }
}
