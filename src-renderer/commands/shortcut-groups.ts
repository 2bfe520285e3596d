import type { Command, KeyHint } from './registry.ts'

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly KeyHint[]
}

/** Everything that has keys, by group, each title once; disabled commands too, since the sheet is for learning. */
export function shortcutGroups(commands: readonly Command[], hints: readonly KeyHint[]): ShortcutGroup[] {
  const withKeys = [...commands, ...hints].flatMap(({ title, group, keys }) =>
    keys === undefined || keys.length === 0 ? [] : [{ title, group, keys }],
  )
  return [...Map.groupBy(withKeys, ({ group }) => group)].map(([title, members]) => ({
    title,
    shortcuts: [...new Map(members.map((member) => [member.title, member])).values()],
  }))
}
