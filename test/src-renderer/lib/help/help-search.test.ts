import { describe, expect, it } from 'vitest'
import { createHelpSearch, type MarkedPart } from '../../../../src-renderer/lib/help/help-search.ts'
import { helpTexts } from '../../../../src-renderer/lib/help/help-texts.ts'
import { helpTopics, type HelpTopic } from '../../../../src-renderer/lib/help/help-topics.ts'
import { catalog } from '../../support/samples.ts'

const topic = (path: string, title: string): HelpTopic => ({ path, title, group: 'The program' })
const topics = [topic('runs', 'Runs'), topic('trash', 'Trash'), topic('shortcuts', 'Keyboard')]
const texts = new Map([
  [
    'runs',
    'A list of **runs**.\n\n## Trash\n- One that is removed lies in the trash until it is emptied.\n- Others stay.',
  ],
  ['trash', 'What is removed can be put back.\n\nNothing leaves by itself.'],
  ['shortcuts', ''],
])
const search = createHelpSearch(topics, texts, new Map([['shortcuts', ['Undo: Ctrl Z']]]))
const paths = (query: string): string[] => search(query).map((found) => found.topic.path)
const marked = (parts: readonly MarkedPart[] = []): string =>
  parts.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')

describe('the search in the help', () => {
  it('puts a title before a heading, and that before text', () => {
    expect(paths('trash')).toEqual(['trash', 'runs'])
  })

  it('takes pages that hold all words before those that hold some', () => {
    expect(paths('trash emptied')).toEqual(['runs'])
    expect(paths('emptied nonsense')).toEqual(['runs'])
    expect(paths('nonsense')).toEqual([])
  })

  it('finds by the beginning of the last word, by a misspelt one, and what a page shows beside its text', () => {
    expect(paths('remo')).toEqual(expect.arrayContaining(['runs', 'trash']))
    expect(paths('emptyed')).toEqual(['runs'])
    expect(paths('undo')).toEqual(['shortcuts'])
  })

  it('shows the passage with most of the words, each marked', () => {
    const [found] = search('emptied trash')
    expect(marked(found?.snippet)).toBe('One that is removed lies in the [trash] until it is [emptied].')
    expect(marked(search('runs')[0]?.title)).toBe('[Runs]')
  })

  it('cuts a long passage around the first match, at the bounds of words', () => {
    const long = createHelpSearch(
      [topic('long', 'Long')],
      new Map([['long', `${'before '.repeat(60)}needle${' after'.repeat(60)}`]]),
    )
    const text = marked(long('needle')[0]?.snippet)
    expect(text).toMatch(/^… before .*\[needle\].* after …$/)
    expect(text.length).toBeLessThan(200)
  })

  it('answers what people ask of the real pages', () => {
    const real = createHelpSearch(helpTopics(catalog), helpTexts)
    const best = (query: string): string[] =>
      real(query)
        .map((found) => found.topic.path)
        .slice(0, 5)
    expect(best('fast gradient sign')).toContain('attacks/fgsm')
    expect(best('import folder of images')).toContain('datasets')
    expect(best('confusion matrix')).toContain('misclassified')
    expect(best('McNemar')).toContain('compare')
  })
})
