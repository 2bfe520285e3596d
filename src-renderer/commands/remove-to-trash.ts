import type { Client, TrashedItem } from '../../src-main/contract/index.ts'
import type { Change } from './undo.ts'

type Which = Pick<TrashedItem, 'kind' | 'id'> & { readonly title: string }

/** Something that the trash keeps until it is emptied; Undo puts it back. */
export function removeToTrash(
  client: Pick<Client, 'trash'>,
  { kind, id, title }: Which,
  remove: () => Promise<unknown>,
): Change {
  return {
    title: `${title} moved to the trash`,
    async apply() {
      await remove()
    },
    async revert() {
      await client.trash.restore({ kind, id })
    },
  }
}
