import type { Kinship } from '../../contract/confused-pair.ts'

/** A part of WordNet 3.0's hierarchy of nouns, by ImageNet's ids (`n02233338`: `n` and the eight digits of the offset). */
export interface Wordnet {
  /** The first word of a noun: "cockroach"; null where it is not in this part. */
  wordOf(wnid: string): string | null
  /** The word of what it is a kind of: "dictyopterous insect"; null where nothing is above it. */
  kindOf(wnid: string): string | null
  /** Null where one of the two is not in this part, or nothing is above both. */
  kinshipOf(first: string, second: string): Kinship | null
}

interface Noun {
  readonly word: string
  readonly above: readonly string[]
}

/**
 * Reads lines of offset, offsets of the hypernyms (with spaces between) and first word, with tabs between, as
 * `resources/wordnet/nouns.tsv` has them.
 *
 * Distance is NLTK's `shortest_path_distance`, hypernyms of instances included. The lowest common hypernym is the one that
 * is furthest from the root by its longest way. With its depth D, counted in nouns along that way, and the ways a and b to
 * it, similarity is 2 D / (a + b + 2 D): Wu and Palmer 1994, "Verb semantics and lexical selection", section 4,
 * https://aclanthology.org/P94-1019. NLTK's `wup_similarity` looks for the lowest by the shortest way instead, and so finds
 * no nearer kin of two retrievers than "canine".
 */
export function parseWordnet(text: string): Wordnet {
  const nouns = new Map<string, Noun>()
  for (const line of text.split('\n')) {
    const [offset = '', above = '', word = ''] = line.split('\t')
    if (word !== '')
      nouns.set(`n${offset}`, { word, above: above === '' ? [] : above.split(' ').map((at) => `n${at}`) })
  }

  /** Edges to everything above it, by the shortest way; itself included. */
  const waysUp = remember((wnid): ReadonlyMap<string, number> => {
    const ways = new Map([[wnid, 0]])
    for (const [at, length] of ways) {
      for (const next of nouns.get(at)?.above ?? []) if (!ways.has(next)) ways.set(next, length + 1)
    }
    return ways
  })
  const depthOf: (wnid: string) => number = remember((wnid) =>
    Math.max(0, ...(nouns.get(wnid)?.above ?? []).map((above) => depthOf(above) + 1)),
  )

  return {
    wordOf: (wnid) => nouns.get(wnid)?.word ?? null,
    kindOf: (wnid) => nouns.get(nouns.get(wnid)?.above[0] ?? '')?.word ?? null,
    kinshipOf(first, second) {
      if (!nouns.has(first) || !nouns.has(second)) return null
      const others = waysUp(second)
      const common = [...waysUp(first)].flatMap(([at, way]) => {
        const other = others.get(at)
        return other === undefined ? [] : [{ at, way: way + other }]
      })
      const [lowest] = common.toSorted((a, b) => depthOf(b.at) - depthOf(a.at) || a.way - b.way)
      if (!lowest) return null
      const depth = depthOf(lowest.at) + 1
      return {
        distance: Math.min(...common.map(({ way }) => way)),
        similarity: (2 * depth) / (lowest.way + 2 * depth),
        common: nouns.get(lowest.at)?.word ?? '',
      }
    },
  }
}

function remember<T>(compute: (wnid: string) => T): (wnid: string) => T {
  const known = new Map<string, T>()
  return (wnid) => {
    const value = known.get(wnid) ?? compute(wnid)
    known.set(wnid, value)
    return value
  }
}
