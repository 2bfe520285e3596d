/** What a round may find wrong. */
export const faults = ['lost', 'duplicate', 'half-file', 'inexact', 'unexplained'] as const
export type Fault = (typeof faults)[number]

/** One thing that is not as it was promised, in a sentence. */
export interface Finding {
  readonly fault: Fault
  readonly message: string
}
