import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'

/** Something that can be asked for by palette, key or menu. */
export interface Command {
  readonly id: string
  readonly title: string
  /** The heading in the shortcut sheet, and the native menu that it belongs to. */
  readonly group: string
  /** E.g. `Ctrl+K`; the first is shown. */
  readonly keys?: readonly string[]
  /** False keeps it out of the palette and its keys without effect; absent: always. */
  readonly isEnabled?: () => boolean
  run(): void
}

/** Keys that act where the focus is, as the arrows in a table: the sheet shows them, nobody else asks for them. */
export interface KeyHint {
  readonly title: string
  readonly group: string
  readonly keys: readonly string[]
}

/** The one registry that palette, shortcut sheet, keys and native menu read. */
export const useCommands = defineStore('commands', () => {
  const sets = shallowRef<readonly (readonly Command[])[]>([])
  const hintSets = shallowRef<readonly (readonly KeyHint[])[]>([])

  const list = computed(() => sets.value.flat())
  const hints = computed(() => hintSets.value.flat())

  /** Adds commands as long as the calling component lives; one of the same id that came later goes before. */
  const register = (commands: readonly Command[], keyHints: readonly KeyHint[] = []): void => {
    sets.value = [commands, ...sets.value]
    hintSets.value = [...hintSets.value, keyHints]
    onScopeDispose(() => {
      sets.value = sets.value.filter((known) => known !== commands)
      hintSets.value = hintSets.value.filter((known) => known !== keyHints)
    })
  }
  const isEnabled = (command: Command): boolean => command.isEnabled?.() ?? true
  const run = (id: string): void => {
    const command = list.value.find((known) => known.id === id && isEnabled(known))
    command?.run()
  }

  return { list, hints, register, isEnabled, run }
})
