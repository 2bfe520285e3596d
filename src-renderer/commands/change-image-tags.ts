import type { Client, ImageTagChange, Split } from '../../src-main/contract/index.ts'
import type { Change } from './undo.ts'

type TagsClient = { readonly imageTags: Pick<Client['imageTags'], 'change' | 'rename'> }

/** As many images as one call changes. */
const most = 10_000

/** Tags images of a split, or takes tags off. Undo leaves those alone that were so before. */
export function changeImageTags(
  client: TagsClient,
  title: string,
  change: { dataset: string; split: Split; images: readonly number[]; add?: string[]; remove?: string[] },
): Change {
  const { images, ...part } = change
  return takenBack(client, change.dataset, title, () => client.imageTags.change({ ...part, images: [...images] }))
}

/** Undo also parts two tags that became one. */
export function renameImageTag(client: TagsClient, names: { dataset: string; from: string; to: string }): Change {
  const title = `Tag “${names.from}” renamed to “${names.to}”`
  return takenBack(client, names.dataset, title, () => client.imageTags.rename(names))
}

function takenBack(client: TagsClient, dataset: string, title: string, work: () => Promise<ImageTagChange[]>): Change {
  let changes: readonly ImageTagChange[] = []
  return {
    title,
    async apply() {
      changes = await work()
    },
    async revert() {
      for (const { split, name, isAdded, images } of changes) {
        for (let at = 0; at < images.length; at += most) {
          const part = { dataset, split, images: images.slice(at, at + most) }
          await client.imageTags.change({ ...part, ...(isAdded ? { remove: [name] } : { add: [name] }) })
        }
      }
    },
  }
}
