import type { Mending, Remedies } from '../contract/remedies.ts'

/** One button of the question what to do about a damaged workspace. */
export interface Offer {
  readonly label: string
  readonly mend: Mending
}

/** What the host offers, the copy first: it is whole. */
export function offerRemedies(remedies: Remedies | undefined): Offer[] {
  if (!remedies) return []
  const { copy, canSalvage } = remedies
  return [
    ...(copy === null ? [] : [{ label: `Restore the copy of ${formatTime(copy.madeAt)}`, mend: 'restore' } as const]),
    ...(canSalvage ? [{ label: 'Salvage what can be read', mend: 'salvage' } as const] : []),
  ]
}

const formatTime = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
