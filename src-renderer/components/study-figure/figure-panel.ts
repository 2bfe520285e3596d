import type { Evaluation, FigureSubject, GalleryRow, Run } from '../../../src-main/contract/index.ts'
import type { ImageRow } from '../misclassified/layer-row.ts'
import type { FigurePlace } from './use-figure-images.ts'

/** An image as it is, or attacked, as one run sees it. */
export interface FigureRow extends ImageRow {
  readonly run: Run
  /** The run that lacks the evaluation of this row; null where it is there. */
  readonly missing: FigureSubject | null
  /** What is computed for it: its maps, and the attacked image. */
  readonly mapKeys: readonly string[]
  readonly seenKey: string | null
}

/** One class of a study's figure with its image, and what the runs make of it: run by run, clean first. */
export interface FigurePanel extends FigurePlace {
  readonly rows: readonly FigureRow[]
}

/** The first one that is misclassified, else the first one. */
export function defaultImage(choices: readonly GalleryRow[]): number | null {
  return (choices.find(({ truth, predicted }) => truth !== predicted) ?? choices[0])?.image ?? null
}

/** Numbers of an address, by their place: "3,,7" → [3, null, 7]. */
export const readPlaces = (text: string | null): (number | null)[] =>
  text ? text.split(',').map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : null)) : []

/** The same with another number at one place. */
export function writePlaces(places: readonly (number | null)[], at: number, value: number): string {
  const length = Math.max(places.length, at + 1)
  return Array.from({ length }, (_, i) => (i === at ? value : (places[i] ?? ''))).join(',')
}

export const doneIds = (evaluations: readonly Evaluation[]): string[] =>
  evaluations.filter(({ state }) => state === 'done').map(({ id }) => id)
