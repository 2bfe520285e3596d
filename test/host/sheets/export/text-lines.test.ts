import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBreakLines } from '../../../../src-main/host/sheets/export/text-lines.ts'
import { openTypeface } from '../../../../src-main/host/sheets/export/typeface.ts'
import { createWords } from '../../../../src-main/host/sheets/export/words.ts'
import { programFolder } from '../../../support/test-host.ts'

const { font } = openTypeface(join(programFolder, 'resources'))

describe('lines of a text', () => {
  const breakLines = createBreakLines(createWords(font), 11)
  const text = 'Its values lie in the box of the object by a share of 0.42, and drift ≤ 0.1.'
  const widthOf = (line: string): number => (font.layout(line).advanceWidth * 11) / font.unitsPerEm

  it('have all its words, and each fits', () => {
    const lines = breakLines(text, 120)
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.join(' ')).toBe(text)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(120.5)
  })

  it('end with an ellipsis where there is no room for all, or for a word', () => {
    const [first, last, ...more] = breakLines(text, 120, 2)
    expect([first, more]).toEqual([breakLines(text, 120)[0], []])
    expect(last).toMatch(/…$/)
    const [word] = breakLines('Donaudampfschifffahrtsgesellschaftskapitän', 100)
    expect(word).toMatch(/^Donau.*…$/)
    expect(widthOf(word ?? '')).toBeLessThanOrEqual(100)
  })
})
