import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useToasts } from '../stores/toasts.ts'

/** A change that can be taken back. */
export interface Change {
  /** What was done, e.g. "3 runs moved to the trash". */
  readonly title: string
  apply(): Promise<void>
  revert(): Promise<void>
}

/** Changes of this session, for Undo in a toast and Ctrl Z. */
export const useUndo = defineStore('undo', () => {
  const toasts = useToasts()
  const done = shallowRef<readonly Change[]>([])
  const undone = shallowRef<readonly Change[]>([])

  const without = (changes: readonly Change[], change: Change): Change[] => changes.filter((known) => known !== change)

  /** The message that offers to take a change back, as long as it can. */
  const offers = new WeakMap<Change, number>()
  const offer = (change: Change): void =>
    void offers.set(change, toasts.show(change.title, { label: 'Undo', run: () => undo(change).catch(toasts.fail) }))

  /** Applies the change; its error goes to the caller and leaves nothing to undo. */
  const perform = async (change: Change): Promise<void> => {
    await change.apply()
    done.value = [...done.value, change]
    undone.value = []
    offer(change)
  }
  const undo = async (change = done.value.at(-1)): Promise<void> => {
    if (!change || !done.value.includes(change)) return
    done.value = without(done.value, change)
    toasts.dismiss(offers.get(change) ?? 0)
    await change.revert()
    undone.value = [...undone.value, change]
    toasts.show(`Undone: ${change.title}`)
  }
  const redo = async (): Promise<void> => {
    const change = undone.value.at(-1)
    if (!change) return
    undone.value = without(undone.value, change)
    await change.apply()
    done.value = [...done.value, change]
    offer(change)
  }

  return {
    canUndo: computed(() => done.value.length > 0),
    canRedo: computed(() => undone.value.length > 0),
    perform,
    undo,
    redo,
  }
})
