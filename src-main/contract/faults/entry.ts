import type { ErrorCode } from '../wire.ts'

/** One way in which something outside of the program fails, and all that a person is told of it. */
export interface FaultEntry {
  readonly code: ErrorCode
  /** The fault in a few words, for the table of faults. */
  readonly when: string
  /** The sentence. `{name}` is filled in. */
  readonly says: string
  /** What the person does next. */
  readonly next: string
}

/** Faults of one part of the program, by their id. */
export type FaultTable = Readonly<Record<string, FaultEntry>>
