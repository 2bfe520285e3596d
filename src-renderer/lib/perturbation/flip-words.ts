import type { CatalogEntry, FlipPoint } from '../../../src-main/contract/index.ts'
import { epsilonText } from './strength.ts'

/** Where the image flips, as the facts of the viewer say it. */
export function flipWords(flip: FlipPoint, entry: CatalogEntry): string {
  if (flip.epsilon === null) return `does not flip up to ${epsilonText(entry, flip.maxEpsilon)}`
  return flip.epsilon === 0 ? 'at 0: it is taken for another class as it is' : epsilonText(entry, flip.epsilon)
}
