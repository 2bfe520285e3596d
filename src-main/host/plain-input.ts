import { AppError } from '../contract/wire.ts'

/** Deeper than any input of the contract; what goes over an input function by function must come to its end. */
const maxDepth = 64

/**
 * Refuses what JSON and bytes cannot be: over a process's channel come maps, dates, circles and 64-bit integers too, and
 * JSON itself may nest without end. Throws `invalid-input`.
 */
export function requirePlain(input: unknown): void {
  let level: unknown[] = [input]
  let seen = 0
  // Level by level, not by recursion: a circle, like anything too deep, ends at the depth.
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw refuse(`nests deeper than ${maxDepth} levels`)
    const next: unknown[] = []
    for (const value of level) {
      collect(value, next)
      if (seen + next.length > maxValues) throw refuse(`has more than ${maxValues} values`)
    }
    seen += next.length
    level = next
  }
}

/** More than a message over the socket can hold; circles through lists would multiply from level to level. */
const maxValues = 1_000_000

function collect(value: unknown, next: unknown[]): void {
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Uint8Array) return
    const isList = Array.isArray(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (!isList && prototype !== Object.prototype && prototype !== null)
      throw refuse('has what is neither JSON nor bytes')
    for (const inner of isList ? (value as unknown[]) : Object.values(value)) next.push(inner)
    return
  }
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') {
    throw refuse('has what is neither JSON nor bytes')
  }
}

const refuse = (what: string): AppError => new AppError('invalid-input', `The input ${what}: nothing was done.`)
