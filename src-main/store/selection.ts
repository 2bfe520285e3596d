import type { Database } from 'better-sqlite3'
import type { Flip, GalleryQuery } from '../contract/evaluations.ts'

type Filter = Omit<GalleryQuery, 'evaluation' | 'against' | 'offset' | 'limit'>

/** Filter and order of a gallery, its evaluations by number. `against` matters only where there is a `flip`. */
export interface Selection extends Filter {
  readonly evaluation: number
  readonly against: number | null
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

/** The numbers of all images of a selection, in its order; equal values keep the order of the images. */
export function selectionSql(selection: Omit<Selection, 'evaluation' | 'against'>): string {
  const { outcome, flip, truth, predicted, confidence, margin, sort, isDescending } = selection
  const [own, others] = flip === undefined ? [outcomes[outcome], []] : [[flips[flip][0]], [flips[flip][1]]]
  const where = [
    'a.evaluation = $evaluation',
    ...own,
    ...(truth === undefined ? [] : ['a.truth IN (SELECT value FROM json_each($truth))']),
    ...(predicted === undefined ? [] : ['a.predicted IN (SELECT value FROM json_each($predicted))']),
    ...(confidence === undefined ? [] : ['a.confidence BETWEEN $lowConfidence AND $highConfidence']),
    ...(margin === undefined ? [] : ['a.margin BETWEEN $lowMargin AND $highMargin']),
    ...others,
  ]
  const against = flip === undefined ? '' : 'CROSS JOIN prediction b ON b.evaluation = $against AND b.image = a.image'
  const order = [`a.${sort} ${isDescending ? 'DESC' : 'ASC'}`, ...(sort === 'image' ? [] : ['a.image'])]
  return `SELECT a.image FROM prediction a ${indexOf(selection)} ${against}
    WHERE ${where.join(' AND ')} ORDER BY ${order.join(', ')}`
}

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
  const prepare = (sql: string) => db.prepare<[unknown], number>(sql).pluck()
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const known = new Map<string, { readonly of: readonly (number | null)[]; readonly images: Int32Array }>()

  const read = (sql: string, parameters: object): Int32Array => {
    const statement = statements.get(sql) ?? prepare(sql)
    statements.set(sql, statement)
    return Int32Array.from(statement.all(parameters))
  }
  return {
    images(selection: Selection): Int32Array {
      const sql = selectionSql(selection)
      const parameters = parametersOf(selection)
      const key = JSON.stringify([sql, parameters])
      const of = [selection.evaluation, selection.against]
      const found = known.get(key) ?? { of, images: read(sql, parameters) }
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

function parametersOf({ evaluation, against, flip, truth, predicted, confidence, margin }: Selection): object {
  return {
    evaluation,
    ...(flip && { against }),
    ...(truth && { truth: JSON.stringify(truth) }),
    ...(predicted && { predicted: JSON.stringify(predicted) }),
    ...(confidence && { lowConfidence: confidence[0], highConfidence: confidence[1] }),
    ...(margin && { lowMargin: margin[0], highMargin: margin[1] }),
  }
}
