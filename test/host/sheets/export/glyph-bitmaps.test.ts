import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, type Font, type Glyph } from 'fontkit'
import { describe, expect, it } from 'vitest'
import { createGlyphBitmaps, type GlyphBitmap } from '../../../../src-main/host/sheets/export/glyph-bitmaps.ts'
import { programFolder } from '../../../support/test-host.ts'

type Command = [command: string, ...args: number[]]
const square = (from: number, to: number, isTurned = false): Command[] => {
  const corners = [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ] as const
  const [first, ...others] = isTurned ? corners.toReversed() : corners
  return [['moveTo', ...(first ?? [])], ...others.map((corner): Command => ['lineTo', ...corner]), ['closePath']]
}
const glyphOf = (...commands: Command[]): Glyph =>
  ({ id: 1, path: { commands: commands.map(([command, ...args]) => ({ command, args })) } }) as unknown as Glyph
const unitFont = { unitsPerEm: 1 } as Font
const areaOf = ({ coverage }: GlyphBitmap): number => coverage.reduce((sum, share) => sum + share, 0)

describe('bitmaps of letters', () => {
  it('cover what lies within, in part at the edges, and upside up', () => {
    const bitmap = createGlyphBitmaps(unitFont, 1).of(glyphOf(...square(0.5, 2.5)), 0)
    expect(bitmap).toMatchObject({ left: 0, top: -3, width: 3, height: 3 })
    expect([...bitmap.coverage]).toEqual([0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25])
  })

  it('leave holes, which turn the other way, and add up what overlaps', () => {
    const { of } = createGlyphBitmaps(unitFont, 1)
    expect(areaOf(of(glyphOf(...square(0, 4), ...square(1, 3, true)), 0))).toBeCloseTo(12)
    const twice = { ...glyphOf(...square(0, 4), ...square(1, 3)), id: 2 } as Glyph
    expect(areaOf(of(twice, 0))).toBeCloseTo(16)
  })

  it('follow curves, and the place of the pen within a pixel', () => {
    const { of } = createGlyphBitmaps(unitFont, 1)
    const round = glyphOf(
      ...[['moveTo', 10, 0] as Command, ['quadraticCurveTo', 20, 0, 20, 10] as Command],
      ...[['quadraticCurveTo', 20, 20, 10, 20] as Command, ['quadraticCurveTo', 0, 20, 0, 10] as Command],
      ...[['quadraticCurveTo', 0, 0, 10, 0] as Command, ['closePath'] as Command],
    )
    // A parabola leaves a third of the triangle above its ends outside: a sixth of each quarter.
    expect(areaOf(of(round, 0)) / 400).toBeCloseTo(5 / 6, 1)
    expect(areaOf(of(round, 7.5))).toBeCloseTo(areaOf(of(round, 0)), 3)
    expect(of(round, 7.5).width).toBe(21)
  })

  it('are of every letter of the typeface that comes with the program', () => {
    const font = create(readFileSync(join(programFolder, 'resources', 'fonts', 'inter-regular.woff'))) as Font
    const { of } = createGlyphBitmaps(font, 11)
    for (const glyph of font.layout('AZaz09−×…é').glyphs) expect(areaOf(of(glyph, 0))).toBeGreaterThan(2)
    expect(areaOf(of(font.layout(' ').glyphs[0] as Glyph, 0))).toBe(0)
  })
})
