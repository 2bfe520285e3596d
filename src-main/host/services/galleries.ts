import { AppError, type Flips, type GalleryQuery, type GalleryRow, type Prediction } from '../../contract/index.ts'
import { mcNemarExact } from '../../core/measures/mcnemar.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { Selection } from '../../store/selection.ts'
import type { HostContext } from '../context.ts'
import { completedMethod } from './completed-method.ts'
import { kinshipsOf } from './confused-pairs.ts'
import { datasetOf, findEvaluation } from './evaluations.ts'
import { inputOf } from './explained-subject.ts'
import { findRun } from './runs.ts'

type Question = Omit<GalleryQuery, 'offset' | 'limit'>

/** One page of the images that a question means, and how many there are in all. */
export function readGallery(
  context: HostContext,
  { offset, limit, ...question }: GalleryQuery,
): { total: number; rows: GalleryRow[] } {
  const selection = selectionOf(context, question)
  const { predictions, mapScores, imageTags } = context.store
  const page = predictions.gallery(selection, offset, limit)
  const { evaluation, scored } = selection
  const images = page.rows.map(({ image }) => image)
  const scores = scored && mapScores.ofImages(evaluation, images, scored)
  const tags = imageTags.ofImages(splitOf(context, findEvaluation(context, question.evaluation)), images)
  const rows = page.rows.map((row) => {
    const own = tags.get(row.image)
    return { ...row, ...(scores && { score: scores.get(row.image) }), ...(own && { tags: own }) }
  })
  return { total: page.total, rows }
}

/** All images that a question means, in its order. */
export function imagesOf(context: HostContext, question: Question): number[] {
  return Array.from(context.store.predictions.images(selectionOf(context, question)))
}

function selectionOf(
  context: HostContext,
  { evaluation: id, against: otherId, scored: scoredBy, tag, ...filter }: Question,
): Selection {
  const evaluation = findEvaluation(context, id)
  const against = otherId === undefined ? null : findEvaluation(context, otherId)
  if (against) requireSameImages(context, evaluation, against)
  if (filter.flip !== undefined && !against) {
    throw new AppError('invalid-input', `"flip" is "${filter.flip}", but "against" is missing.`, {
      hint: 'Name the evaluation that this one is held against.',
    })
  }
  requireRising('confidence', filter.confidence)
  requireRising('margin', filter.margin)
  requireRising('scored.bounds', scoredBy?.bounds)
  if (filter.sort === 'score' && !scoredBy) {
    throw new AppError('invalid-input', '"sort" is "score", but "scored" is missing.', {
      hint: 'Name the method whose maps were scored, and the score.',
    })
  }
  const scored = scoredBy && {
    ...scoredBy,
    method: completedMethod('saliency', scoredBy.method),
    input: inputOf(evaluation, scoredBy.input),
  }
  const { revision } = context.store.imageTags
  const distanceOf = filter.sort === 'wordnet-distance' ? distancesOf(context, evaluation) : undefined
  return {
    ...{ ...filter, evaluation: evaluation.id, against: against?.id ?? null },
    ...(scored && { scored }),
    ...(tag !== undefined && { tagged: { ...splitOf(context, evaluation), name: tag, revision } }),
    ...(distanceOf && { distanceOf }),
  }
}

/** The images of an evaluation. */
const splitOf = (context: HostContext, { run, split }: StoredEvaluation) => ({
  dataset: datasetOf(context, findRun(context, run)).id,
  split,
})

function distancesOf(context: HostContext, evaluation: StoredEvaluation) {
  const kinshipOf = kinshipsOf(context, evaluation)
  return (truth: number, predicted: number): number | null => kinshipOf(truth, predicted)?.distance ?? null
}

/** The outcomes of one image in several evaluations, in their order. */
export function readImage(
  context: HostContext,
  { evaluations, image }: { evaluations: readonly string[]; image: number },
): (Prediction | null)[] {
  return evaluations.map((id) => context.store.predictions.get(findEvaluation(context, id).id, image) ?? null)
}

/** What became of the images that both evaluations saw, from the first to the second. */
export function readFlips(context: HostContext, firstId: string, secondId: string): Flips {
  const first = findEvaluation(context, firstId)
  const second = findEvaluation(context, secondId)
  requireSameImages(context, first, second)
  const flips = context.store.predictions.flips(first.id, second.id)
  return { ...flips, p: mcNemarExact(flips.fixed, flips.broken) }
}

export function requireSameImages(context: HostContext, first: StoredEvaluation, second: StoredEvaluation): void {
  const [one, other] = [first, second].map(
    ({ run, split }) => `the ${split} images of ${findRun(context, run).dataset}`,
  )
  if (one === other) return
  throw new AppError('invalid-input', `Evaluation ${first.id} saw ${one}, evaluation ${second.id} ${other}.`, {
    hint: 'Choose two evaluations of the same images.',
  })
}

function requireRising(name: string, bounds: readonly [number, number] | undefined): void {
  if (!bounds || bounds[0] <= bounds[1]) return
  throw new AppError('invalid-input', `"${name}" must be [smallest, largest]: got [${bounds.join(', ')}].`)
}
