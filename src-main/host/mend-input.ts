import { closest } from 'fastest-levenshtein'
import type { z } from 'zod'

type Path = readonly PropertyKey[]

/** What would mend an input; a value of undefined takes the setting out. */
export interface Fix {
  /** A button's text. */
  readonly label: string
  /** Dotted, e.g. `monitor.trainImages`. */
  readonly path: string
  readonly value: unknown
}

export const dotted = (path: Path): string => path.map(String).join('.')

/** Whether a limit is on how many there are of something. */
export const isCounted = (origin: string): boolean => ['string', 'array', 'set', 'file'].includes(origin)

/** A name below another setting gives way to the nearest valid one; at the top it is taken out. */
export function mendName(holder: unknown, at: Path, name: string, valid: readonly string[]): Fix {
  if (at.length === 0 || valid.length === 0) {
    return { label: `Remove "${name}"`, path: dotted([...at, name]), value: undefined }
  }
  const right = closest(name, [...valid])
  const entries = Object.entries(holder as object).map(([key, value]) => [key === name ? right : key, value] as const)
  return { label: `Rename to "${right}"`, path: dotted(at), value: Object.fromEntries(entries) }
}

/** The nearest value that is accepted; undefined where none is evident. */
export function mendValue(issue: z.core.$ZodIssue, value: unknown): string | number | undefined {
  if (issue.code === 'invalid_value')
    return typeof value === 'string' ? closest(value, issue.values.map(String)) : undefined
  if (issue.code === 'too_small' && !isCounted(issue.origin) && issue.inclusive !== false) return Number(issue.minimum)
  if (issue.code === 'too_big' && !isCounted(issue.origin) && issue.inclusive !== false) return Number(issue.maximum)
  if (issue.code !== 'invalid_type' || typeof value === 'object') return undefined
  const number = value === '' || typeof value === 'boolean' ? Number.NaN : Number(value)
  if (!Number.isFinite(number)) return undefined
  if ((issue.expected as string) === 'int') return Math.round(number)
  return issue.expected === 'number' ? number : undefined
}
