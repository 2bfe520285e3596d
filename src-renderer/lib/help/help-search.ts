import MiniSearch from 'minisearch'
import { parseHelp, parseSpans, type HelpBlock } from './help-text.ts'
import type { HelpTopic } from './help-topics.ts'

/** A part of a line, and whether it is what was looked for. */
export interface MarkedPart {
  readonly text: string
  readonly isMatch: boolean
}

export interface HelpFound {
  readonly topic: HelpTopic
  readonly title: readonly MarkedPart[]
  /** The passage that holds most of what was looked for. */
  readonly snippet: readonly MarkedPart[]
}

/** Finds pages, the best first. */
export type HelpSearch = (query: string) => readonly HelpFound[]

interface Page {
  readonly id: string
  readonly title: string
  readonly headings: string
  readonly body: string
}

const longestSnippet = 180

/**
 * Full-text search over all help pages. Pages that hold all words come, by BM25+, their titles weighing most; where there
 * are none, those that hold some. The last word may be a beginning, and a word of five letters or more misspelt.
 * `extra` is what a page shows beside its text, e.g. the shortcuts.
 */
export function createHelpSearch(
  topics: readonly HelpTopic[],
  texts: ReadonlyMap<string, string>,
  extra: ReadonlyMap<string, readonly string[]> = new Map(),
): HelpSearch {
  const pages = new Map(
    topics.map((topic) => {
      const blocks = parseHelp(texts.get(topic.path) ?? '')
      const passages = [...blocks.flatMap(linesOf), ...methodLines(topic), ...(extra.get(topic.path) ?? [])]
      const headings = blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
      return [topic.path, { topic, passages, headings }]
    }),
  )
  const index = new MiniSearch<Page>({
    fields: ['title', 'headings', 'body'],
    searchOptions: {
      boost: { title: 4, headings: 2 },
      prefix: (_term, at, terms) => at === terms.length - 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  })
  index.addAll(
    [...pages.values()].map(({ topic: { path, title, group }, passages, headings }) => ({
      ...{ id: path, title: `${title} ${path.replaceAll(/[/-]/g, ' ')}` },
      headings: [group, ...headings].join(' '),
      body: passages.join(' '),
    })),
  )

  return (query) => {
    const whole = index.search(query, { combineWith: 'AND' })
    const results = whole.length > 0 ? whole : index.search(query, { combineWith: 'OR' })
    return results.flatMap(({ id, terms, queryTerms }) => {
      const page = pages.get(String(id))
      if (!page) return []
      const { topic, passages } = page
      const best = bestPassage(passages, terms, queryTerms)
      return [{ topic, title: mark(topic.title, terms), snippet: mark(cut(best, terms), terms) }]
    })
  }
}

function methodLines({ method }: HelpTopic): string[] {
  if (!method) return []
  const parameters = Object.entries(method.entry.params).map(([name, { help }]) => `${name}: ${help}`)
  return [...parameters, method.entry.source]
}

const linesOf = (block: HelpBlock): string[] =>
  (block.kind === 'list' ? block.items : [block.text]).map((line) =>
    parseSpans(line)
      .map(({ text }) => text)
      .join(''),
  )

/** The one with most of what was asked for, then with most of its occurrences, then the first. */
function bestPassage(passages: readonly string[], terms: readonly string[], asked: readonly string[]): string {
  // A term is taken for the word that it begins like.
  const wordOf = (term: string): string => asked.find((word) => term.startsWith(word.slice(0, 3))) ?? term

  const score = (passage: string): number => {
    const found = findTerms(passage, terms)
    return new Set(found.map(({ term }) => wordOf(term))).size * 100 + Math.min(found.length, 99)
  }
  return passages.reduce<{ passage: string; score: number }>(
    (best, passage) => {
      const own = score(passage)
      return own > best.score ? { passage, score: own } : best
    },
    { passage: passages[0] ?? '', score: 0 },
  ).passage
}

/** Around the first match, at the bounds of words. */
function cut(passage: string, terms: readonly string[]): string {
  if (passage.length <= longestSnippet) return passage
  const first = findTerms(passage, terms)[0]?.from ?? 0
  const from = first < longestSnippet / 2 ? 0 : passage.lastIndexOf(' ', first - longestSnippet / 3) + 1
  const end = from + longestSnippet
  const to = end >= passage.length ? passage.length : passage.lastIndexOf(' ', end)
  return `${from === 0 ? '' : '… '}${passage.slice(from, to)}${to === passage.length ? '' : ' …'}`
}

function mark(text: string, terms: readonly string[]): MarkedPart[] {
  const parts: MarkedPart[] = []
  let at = 0
  for (const { from, to } of findTerms(text, terms)) {
    if (from > at) parts.push({ text: text.slice(at, from), isMatch: false })
    parts.push({ text: text.slice(from, to), isMatch: true })
    at = to
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMatch: false })
  return parts
}

/** Whole words, as the index has them. */
function findTerms(text: string, terms: readonly string[]): { from: number; to: number; term: string }[] {
  const wanted = new Set(terms)
  return [...text.matchAll(/[^\p{Z}\p{P}\n\r]+/gu)].flatMap(({ 0: word, index }) => {
    const term = word.toLowerCase()
    return wanted.has(term) ? [{ from: index, to: index + word.length, term }] : []
  })
}
