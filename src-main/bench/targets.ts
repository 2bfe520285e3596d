import type { BenchRow } from './rows.ts'
import { works } from './works.ts'

/** The architecture that the targets are about, at 64 px and batch 32. */
export const targetArchitecture = 'mobilenet-v2'

/** What a figure is to reach. */
export interface Target {
  readonly work: string
  /** Beginning of the name of the peer whose ratio is meant; null where our own figure is. */
  readonly against: string | null
  readonly isUpperBound: boolean
  readonly required: number
  readonly hopedFor: number | null
}

const target = (
  work: string,
  against: string | null,
  bound: 'at least' | 'at most',
  required: number,
  hopedFor: number | null,
): Target => ({ work, against, isUpperBound: bound === 'at most', required, hopedFor })

/** Of two processor cores, medians of alternating rounds. */
export const targets: readonly Target[] = [
  target('clean-step', 'Keras', 'at least', 1.05, 1.3),
  target('adversarial-step', 'NSL', 'at least', 1.15, 1.5),
  target('adversarial-cost', 'our clean step', 'at most', 2.2, 1.9),
  target('epoch-jpegs', 'Keras', 'at least', 1.5, 2),
  target('inference-128', 'Keras', 'at least', 1.2, 1.6),
  target('attacked-evaluation', 'its passes', 'at most', 1.15, null),
  target('click-sheet', null, 'at most', 150, null),
  target('click-training', null, 'at most', 150, null),
  target('start', null, 'at most', 2, 1),
  target('memory', 'Keras', 'at most', 0.7, 0.6),
  target('javascript', null, 'at most', 1.5, 0.5),
  target('waiting', null, 'at most', 2, 0),
  target('sheet', null, 'at most', 240, null),
  target('sheet-page', null, 'at most', 500, null),
  target('sheet-memory', 'when all', 'at most', 1.1, null),
  target('import', null, 'at least', 8000, null),
  target('predictions', null, 'at most', 150, null),
  target('predictions-curve', null, 'at most', 300, null),
  target('predictions-classes', null, 'at most', 300, null),
  target('predictions-confusion', null, 'at most', 300, null),
  target('predictions-flips', null, 'at most', 300, null),
  target('corruptions', 'NumPy', 'at least', 5, null),
]

export type Verdict = 'hoped for' | 'hit' | 'missed'

/** The target that a row is about, and whether it was reached; null where there is none or no figure. */
export function judge(row: BenchRow): { readonly target: Target; readonly verdict: Verdict } | null {
  if (row.architecture !== null && row.architecture !== targetArchitecture) return null
  const found = targets.find(
    ({ work, against }) => work === row.work && (against === null || row.peerName?.startsWith(against)),
  )
  if (!found) return null
  // Memory that grows with the images shows in all of them alone.
  if (row.work === 'sheet-memory' && row.n !== undefined) return null
  const figure = found.against === null ? row.ours : row.ratio
  if (figure === null) return null
  const reaches = (bound: number): boolean => (found.isUpperBound ? figure <= bound : figure >= bound)
  const isBest = found.hopedFor !== null && reaches(found.hopedFor)
  return { target: found, verdict: isBest ? 'hoped for' : reaches(found.required) ? 'hit' : 'missed' }
}

/** `at least 1.05 ×`, or in the unit of the work. */
export function formatTarget({ work, isUpperBound, required, against, hopedFor }: Target): string {
  const unit = against === null ? works.find(({ id }) => id === work)?.unit : '×'
  const hope = hopedFor === null ? '' : ` (hoped for ${hopedFor})`
  return `at ${isUpperBound ? 'most' : 'least'} ${required.toLocaleString('en')} ${unit}${hope}`
}
