import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, type Font } from 'fontkit'
import type { SheetRow } from '../sheet-rows.ts'
import type { SheetHead } from './sheet-words.ts'

/** What PDF and PNG are written with, on machines that may have no fonts. */
export interface Typeface {
  readonly font: Font
  /** "?" for every letter that it lacks. */
  letters(text: string): string
  /** With "?" for every letter that it lacks, which a line of the head then says. */
  head(head: SheetHead): SheetHead
  row(row: SheetRow): SheetRow
}

export const fontFile = (resources: string): string => join(resources, 'fonts', 'inter-regular.woff')

export function openTypeface(resources: string): Typeface {
  const font = create(readFileSync(fontFile(resources))) as Font
  const letters = (text: string): string =>
    text
      .normalize('NFC')
      .replaceAll(/\s/g, ' ')
      .replaceAll(/./gu, (letter) => (font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) ? letter : '?'))
  return {
    font,
    letters,
    head(head) {
      const printed = {
        title: letters(head.title),
        lines: head.lines.map(letters),
        sides: head.sides.map(letters),
        columns: head.columns.map(({ title, caveat }) => ({
          title: letters(title),
          caveat: caveat === null ? null : letters(caveat),
        })),
        names: head.names.map(letters),
      }
      const isWhole = marksIn(printed) === marksIn(head)
      const lines = isWhole ? printed.lines : [...printed.lines, 'Letters that this typeface lacks stand as "?".']
      return { ...head, ...printed, lines }
    },
    row: ({ image, sides }) => ({
      image,
      sides: sides.map((side) => ({
        ...side,
        pixels: typeof side.pixels === 'string' ? letters(side.pixels) : side.pixels,
        cells: side.cells.map((cell) => ({
          ...cell,
          sentence: cell.sentence === null ? null : letters(cell.sentence),
        })),
      })),
    }),
  }
}

const marksIn = (texts: object): number => JSON.stringify(texts).split('?').length
