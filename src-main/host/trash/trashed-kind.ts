import type { Emit, TrashedItem } from '../../contract/index.ts'

/** What the trash knows of the things of one kind that lie in it. */
export interface TrashedKind {
  list(): Omit<TrashedItem, 'kind'>[]
  /** Inside a transaction; says to others that it is there again. */
  restore(announce: Emit, id: string): void
  /** For good. How many bytes of files were deleted; `seen` holds files that count no more, since they share their bytes. */
  remove(id: string, seen: Set<string>): Promise<number>
}

/** Under its own title, or with "(restored)" behind it, as often as it takes. */
export function freeTitle(title: string, taken: readonly string[]): string {
  const all = new Set(taken.map((each) => each.toLowerCase()))
  let free = title
  while (all.has(free.toLowerCase())) free += ' (restored)'
  return free
}
