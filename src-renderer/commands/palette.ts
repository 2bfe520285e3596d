/** One thing that the palette can find. */
export interface PaletteEntry {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly detail: string
  /** Colour of a run's swatch. */
  readonly color?: number
  readonly keys?: string
  run(): void
}

export interface PaletteGroup {
  readonly title: string
  readonly entries: readonly PaletteEntry[]
}

/** Enough to see that there are more; whoever wants another one types another letter. */
const mostOfGroup = 8

/**
 * Entries that hold every word of the text, those whose title begins with it first, in groups. Without text: the first
 * of each group.
 */
export function findEntries(entries: readonly PaletteEntry[], text: string): PaletteGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.flatMap((entry) => {
    const rank = rankOf(entry, words)
    return rank === null ? [] : [{ entry, rank }]
  })
  const groups = Map.groupBy(found, ({ entry }) => entry.group)
  return [...groups]
    .map(([title, members]) => ({ title, best: Math.min(...members.map(({ rank }) => rank)), members }))
    .toSorted((a, b) => a.best - b.best)
    .map(({ title, members }) => ({
      title,
      entries: members
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, mostOfGroup)
        .map(({ entry }) => entry),
    }))
}

/** 0: the title begins with the words, 1: a word of it does, 2: it holds them, 3: title or detail does; null: neither. */
function rankOf({ title, detail }: PaletteEntry, words: readonly string[]): number | null {
  const name = title.toLowerCase()
  const all = `${name} ${detail.toLowerCase()}`
  if (!words.every((word) => all.includes(word))) return null
  if (name.startsWith(words.join(' '))) return 0
  if (words.every((word) => ` ${name}`.includes(` ${word}`))) return 1
  return words.every((word) => name.includes(word)) ? 2 : 3
}
