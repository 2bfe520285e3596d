import type { Words } from './words.ts'

/** Breaks text between words so that no line is wider than `room`. */
export type BreakLines = (text: string, room: number, most?: number) => string[]

/**
 * For one size. Where there are more lines than `most`, the last one ends with "…", and so does a word that is
 * wider than a line.
 */
export function createBreakLines({ font, layout }: Words, fontSize: number): BreakLines {
  const factor = fontSize / font.unitsPerEm
  const space = layout(' ').advanceWidth * factor
  const widthOf = (text: string): number => {
    const words = text.split(' ')
    return words.reduce((sum, word) => sum + layout(word).advanceWidth * factor, (words.length - 1) * space)
  }

  const cut = (text: string, room: number): string => {
    const letters = [...text]
    while (letters.length > 0 && widthOf(letters.join('').trimEnd() + '…') > room) letters.pop()
    return letters.join('').trimEnd() + '…'
  }

  return (text, room, most = Number.POSITIVE_INFINITY) => {
    const lines: string[] = []
    let [line, width] = ['', 0]
    for (const whole of text.split(' ')) {
      const word = widthOf(whole) > room ? cut(whole, room) : whole
      const wider = width + (line === '' ? 0 : space) + widthOf(word)
      if (line !== '' && wider > room) {
        lines.push(line)
        ;[line, width] = [word, widthOf(word)]
      } else {
        ;[line, width] = [line === '' ? word : `${line} ${word}`, wider]
      }
    }
    lines.push(line)
    return lines.length <= most ? lines : [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(' '), room)]
  }
}
