import type { Font, GlyphRun } from 'fontkit'

/** Words of a typeface, each laid out once: a sheet says the same ones over and over, and one takes milliseconds. */
export interface Words {
  readonly font: Font
  layout(word: string): GlyphRun
}

export function createWords(font: Font): Words {
  const known = new Map<string, GlyphRun>()
  return {
    font,
    layout(word) {
      const run = known.get(word) ?? font.layout(word)
      known.set(word, run)
      return run
    },
  }
}
