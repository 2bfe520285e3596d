import { InvalidArgumentError } from 'commander'

/** An option's value as a whole number from 1. */
export function readWhole(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= 10_000_000) return value
  throw new InvalidArgumentError('Expected a whole number from 1.')
}
