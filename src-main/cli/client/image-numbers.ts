import { UsageError } from '../usage-error.ts'

/** What `--images 3,17,20` names. */
export function readImages(text: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (numbers.every((number) => Number.isInteger(number) && number >= 0)) return numbers
  throw new UsageError(`--images takes numbers of images: got "${text}".`, { hint: 'For example: --images 3,17,20.' })
}
