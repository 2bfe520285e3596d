import { limits } from './found-run.ts'

/** What a log calls something, as it can be shown and stored: in one line, whole characters, not too long. */
export function cleanText(text: string, longest: number = limits.nameLength): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
}
