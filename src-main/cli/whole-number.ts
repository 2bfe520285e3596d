import { UsageError } from './usage-error.ts'

/** What a person gave for an option; `from`: the least that it takes. */
export function wholeNumber(option: string, text: string, from = 0): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= from) return Number(text)
  throw new UsageError(`${option} takes a whole number from ${from}: got "${text}".`)
}
