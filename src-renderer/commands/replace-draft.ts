import type { useDraft } from '../stores/draft.ts'
import type { Change } from './undo.ts'

/** Begins New run anew where settings were changed that would be lost; Undo gives them back. */
export function replaceDraft(store: ReturnType<typeof useDraft>, title: string, begin: () => void): Change {
  const { draft, origin } = store
  return {
    title: `Changed settings replaced by ${title}`,
    async apply() {
      begin()
    },
    async revert() {
      store.draft = draft
      store.origin = origin
    },
  }
}
