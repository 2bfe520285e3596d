import { randomInt } from 'node:crypto'

// Nothing that is easily misread, so that an id can be typed from the screen.
const letters = 'abcdefghjkmnpqrstuvwxyz'
const symbols = `${letters}23456789`

const pick = (from: string): string => from.charAt(randomInt(from.length))

/** Eight symbols, a letter first: 23 × 31^7 of them. */
export function newId(): string {
  return pick(letters) + Array.from({ length: 7 }, () => pick(symbols)).join('')
}
