import type { Database } from 'better-sqlite3'
import type { Flip, GalleryQuery } from '../contract/evaluations.ts'
import { canonicalMethod } from '../contract/method.ts'
import type { TaggedSplit } from './image-tags.ts'
import { scoreColumns } from './map-scores.ts'
import { sortByDistance, type ClassifiedImage, type DistanceOf } from './sort-by-distance.ts'

type Filter = Omit<GalleryQuery, 'evaluation' | 'against' | 'offset' | 'limit' | 'tag'>

/**
 * Filter and order of a gallery, its evaluations by number. `against` matters only where there is a `flip`. Methods have
 * all their parameters, as what is stored has them.
 */
export interface Selection extends Filter {
  readonly evaluation: number
  readonly against: number | null
  /** Those images alone that carry a tag; `revision`: of all tags. */
  readonly tagged?: TaggedSplit & { readonly name: string; readonly revision: number }
  /** Between classes of the evaluation's dataset; without it, none is known. */
  readonly distanceOf?: DistanceOf
}

const wrong = (table: 'a' | 'b'): string => `${table}.truth <> ${table}.predicted`
const right = (table: 'a' | 'b'): string => `${table}.truth = ${table}.predicted`

/** From `against` (b) to the evaluation (a). */
const flips: Readonly<Record<Flip, readonly [of: string, against: string]>> = {
  fixed: [right('a'), wrong('b')],
  broken: [wrong('a'), right('b')],
  'both-wrong': [wrong('a'), wrong('b')],
  'both-right': [right('a'), right('b')],
}
const outcomes = { all: [], misclassified: [wrong('a')], correct: [right('a')] } as const

/**
 * The numbers of all images of a selection, in its order; equal values keep the order of the images. Where that is by
 * distance, in the order of the images, with their classes.
 */
export function selectionSql(selection: Omit<Selection, 'evaluation' | 'against'>): string {
  const { outcome, flip, tagged, images, truth, predicted, confidence, margin, scored } = selection
  const score = scored && `s.${scoreColumns[scored.score]}`
  const [own, others] = flip === undefined ? [outcomes[outcome], []] : [[flips[flip][0]], [flips[flip][1]]]
  const where = [
    'a.evaluation = $evaluation',
    ...(score === undefined ? [] : ['s.evaluation = $evaluation', 's.method = $method', 's.input = $input']),
    ...(score === undefined ? [] : ['s.class = a.predicted', 's.against = -1', `${score} IS NOT NULL`]),
    ...(scored?.bounds === undefined ? [] : [`${score} BETWEEN $lowScore AND $highScore`]),
    ...own,
    ...(tagged === undefined ? [] : [`a.image IN (${taggedSql})`]),
    ...(images === undefined ? [] : ['a.image IN (SELECT value FROM json_each($images))']),
    ...(truth === undefined ? [] : ['a.truth IN (SELECT value FROM json_each($truth))']),
    ...(predicted === undefined ? [] : ['a.predicted IN (SELECT value FROM json_each($predicted))']),
    ...(confidence === undefined ? [] : ['a.confidence BETWEEN $lowConfidence AND $highConfidence']),
    ...(margin === undefined ? [] : ['a.margin BETWEEN $lowMargin AND $highMargin']),
    ...others,
  ]
  const against = flip === undefined ? '' : 'CROSS JOIN prediction b ON b.evaluation = $against AND b.image = a.image'
  const from = score === undefined ? `prediction a ${indexOf(selection)}` : scoredFirst
  const columns = selection.sort === 'wordnet-distance' ? 'a.image, a.truth, a.predicted' : 'a.image'
  return `SELECT ${columns} FROM ${from} ${against} WHERE ${where.join(' AND ')} ORDER BY ${orderOf(selection)}`
}

const taggedSql = 'SELECT image FROM image_tag WHERE dataset = $dataset AND split = $split AND name = $tag'

function orderOf({ sort, isDescending, scored }: Pick<Selection, 'sort' | 'isDescending' | 'scored'>): string {
  const direction = isDescending ? 'DESC' : 'ASC'
  switch (sort) {
    case 'image':
      return `a.image ${direction}`
    case 'wordnet-distance':
      return 'a.image'
    case 'score':
      return scored === undefined ? 'a.image' : `s.${scoreColumns[scored.score]} ${direction}, a.image`
    default:
      return `a.${sort} ${direction}, a.image`
  }
}

/** There are fewer scored maps than predictions. */
const scoredFirst =
  'map_score s CROSS JOIN prediction a NOT INDEXED ON a.evaluation = s.evaluation AND a.image = s.image'

/**
 * Without statistics the planner guesses, so the way is named: the rows of one class by their index, else one pass over
 * the evaluation's rows, which costs less than finding many of them one by one.
 */
function indexOf({ truth }: Pick<Selection, 'truth'>): string {
  return truth?.length === 1 ? 'INDEXED BY prediction_by_classes' : 'NOT INDEXED'
}

const kept = 16

/**
 * Finds selections and keeps the newest, four bytes an image: a gallery is scrolled page by page, and counting and
 * sorting it anew for each would cost more than the page.
 */
export function selectionTable(db: Database) {
  const prepare = (sql: string) => db.prepare<[unknown], unknown[]>(sql).raw()
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const known = new Map<string, { readonly of: readonly (number | null)[]; readonly images: Int32Array }>()

  const read = (sql: string, parameters: object, { sort, distanceOf, isDescending }: Selection): Int32Array => {
    const statement = statements.get(sql) ?? prepare(sql)
    statements.set(sql, statement)
    const rows = statement.all(parameters) as unknown as ClassifiedImage[]
    if (sort === 'wordnet-distance') return sortByDistance(rows, distanceOf ?? (() => null), isDescending)
    return Int32Array.from(rows, ([image]) => image)
  }
  return {
    images(selection: Selection): Int32Array {
      const sql = selectionSql(selection)
      const parameters = parametersOf(selection)
      const { sort, isDescending } = selection
      const key = JSON.stringify([sql, parameters, sort, isDescending, selection.tagged?.revision])
      const of = [selection.evaluation, selection.against]
      const found = known.get(key) ?? { of, images: read(sql, parameters, selection) }
      known.delete(key)
      known.set(key, found)
      if (known.size > kept) known.delete(known.keys().next().value as string)
      return found.images
    },
    /** To be called whenever rows of this evaluation have changed. */
    forget(evaluation: number): void {
      for (const [key, { of }] of known) if (of.includes(evaluation)) known.delete(key)
    },
  }
}

function parametersOf(selection: Selection): object {
  const { evaluation, against, flip, tagged, images, truth, predicted, confidence, margin, scored } = selection
  return {
    evaluation,
    ...(flip && { against }),
    ...(tagged && { dataset: tagged.dataset, split: tagged.split, tag: tagged.name }),
    ...(images && { images: JSON.stringify(images) }),
    ...(truth && { truth: JSON.stringify(truth) }),
    ...(predicted && { predicted: JSON.stringify(predicted) }),
    ...(confidence && { lowConfidence: confidence[0], highConfidence: confidence[1] }),
    ...(margin && { lowMargin: margin[0], highMargin: margin[1] }),
    ...(scored && { method: canonicalMethod(scored.method), input: scored.input }),
    ...(scored?.bounds && { lowScore: scored.bounds[0], highScore: scored.bounds[1] }),
  }
}
