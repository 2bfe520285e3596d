import { z } from 'zod'
import { call, event } from './define.ts'

export const trashKinds = ['run', 'dataset', 'weights', 'preset', 'plan', 'view', 'image-tag'] as const
export const TrashKind = z.enum(trashKinds)
export type TrashKind = z.output<typeof TrashKind>

/** Something that was removed and can be put back, until the trash is emptied. */
export const TrashedItem = z.object({
  kind: TrashKind,
  /** Among those of its kind. */
  id: z.string(),
  title: z.string(),
  /** What it holds, e.g. "110,000 images". */
  detail: z.string(),
  /** ms since 1970, UTC. */
  trashedAt: z.number(),
  /** What it takes on disk, beside its rows. */
  bytes: z.int(),
})
export type TrashedItem = z.output<typeof TrashedItem>

const Which = TrashedItem.pick({ kind: true, id: true })

export const trash = {
  /** Newest first. */
  list: call(z.object({}), z.array(TrashedItem)),
  /**
   * Puts it back where it was. What shares its title with one that came since gets "(restored)" behind it. Throws
   * `not-found` where it is not in the trash, `conflict` where it is just being deleted.
   */
  restore: call(Which, z.null()),
  /** Deletes all of it for good. */
  empty: call(z.object({}), z.object({ items: z.array(Which), bytes: z.int() })),
  /** Something of this kind went in or came out. */
  changed: event(z.object({ kind: TrashKind })),
}
