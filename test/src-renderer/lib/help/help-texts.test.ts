import { describe, expect, it } from 'vitest'
import { parseHelp, parseSpans } from '../../../../src-renderer/lib/help/help-text.ts'
import { helpTexts } from '../../../../src-renderer/lib/help/help-texts.ts'
import { helpTopics } from '../../../../src-renderer/lib/help/help-topics.ts'
import { createAppRouter } from '../../../../src-renderer/router.ts'
import { catalog } from '../../support/samples.ts'

const topics = helpTopics(catalog)

describe('help pages', () => {
  it('have a text each for the program, and one entry a method of the catalog', () => {
    const program = topics.filter(({ method }) => !method).map(({ path }) => path)
    expect(program.filter((path) => !helpTexts.has(path))).toEqual([])
    expect(topics.filter(({ method }) => method).length).toBe(Object.values(catalog).flat().length)
  })

  it('have no text that belongs to nothing', () => {
    const paths = new Set(topics.map(({ path }) => path))
    expect([...helpTexts.keys()].filter((path) => !paths.has(path))).toEqual([])
  })

  it('are there for every screen that names one', () => {
    const named = createAppRouter()
      .getRoutes()
      .flatMap(({ meta }) => (meta.help === undefined ? [] : [meta.help]))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((path) => !helpTexts.has(path))).toEqual([])
  })

  it('are read as headings, paragraphs, lists and formulas', () => {
    const text =
      'One\nparagraph.\n\n## Heading\n- first\n  goes on\n- second\n\n```\nx = 1\n\n# not a heading\n```\nEnd'
    expect(parseHelp(text)).toEqual([
      { kind: 'paragraph', text: 'One paragraph.' },
      { kind: 'heading', text: 'Heading' },
      { kind: 'list', items: ['first goes on', 'second'] },
      { kind: 'formula', text: 'x = 1\n\n# not a heading' },
      { kind: 'paragraph', text: 'End' },
    ])
    expect(parseSpans('press `C` or **Compare**.')).toEqual([
      { kind: 'text', text: 'press ' },
      { kind: 'code', text: 'C' },
      { kind: 'text', text: ' or ' },
      { kind: 'strong', text: 'Compare' },
      { kind: 'text', text: '.' },
    ])
  })
})
