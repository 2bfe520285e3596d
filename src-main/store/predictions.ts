import type { Database } from 'better-sqlite3'
import type { Flip, Flips, GalleryRow, Prediction } from '../contract/evaluations.ts'
import { right, type Outcomes } from '../contract/outcomes.ts'
import { countFlips, outcomeTable } from './outcomes.ts'
import { selectionTable, type Selection } from './selection.ts'
import { decodeTop5, encodeTop5 } from './top5.ts'

export const rowsSql = `
  SELECT a.image, a.truth, a.predicted, a.confidence, a.margin, a.loss, a.top5, b.predicted AS other
  FROM json_each($images) page
  CROSS JOIN prediction a ON a.evaluation = $evaluation AND a.image = page.value
  LEFT JOIN prediction b ON b.evaluation = $against AND b.image = a.image`
export const confusionSql =
  'SELECT truth, predicted, count(*) AS count FROM prediction WHERE evaluation = ? GROUP BY truth, predicted'

type Row = Omit<Prediction, 'top5'> & { top5: Buffer; other: number | null }

/** One image's outcome under one condition. Accuracy, confusion, galleries and paired tests are queries on it. */
export function predictionTable(db: Database) {
  const selections = selectionTable(db)
  const outcomes = outcomeTable(db)
  const put = db.prepare(`
    INSERT INTO prediction (evaluation, image, truth, predicted, confidence, margin, loss, top5_rank, top5)
    VALUES ($evaluation, $image, $truth, $predicted, $confidence, $margin, $loss, $rank, $top5)
    ON CONFLICT DO UPDATE SET truth = $truth, predicted = $predicted, confidence = $confidence, margin = $margin,
      loss = $loss, top5_rank = $rank, top5 = $top5`)
  const clear = db.prepare<[number]>('DELETE FROM prediction WHERE evaluation = ?')
  const rows = db.prepare<[{ evaluation: number; against: number | null; images: string }], Row>(rowsSql)
  const confusion = db.prepare<[number], { truth: number; predicted: number; count: number }>(confusionSql)
  const measure = db.prepare<[number], { n: number; correct: number; correctTop5: number; meanLoss: number | null }>(`
    SELECT count(*) AS n, coalesce(sum(truth = predicted), 0) AS correct,
      coalesce(sum(top5_rank > 0), 0) AS correctTop5, avg(loss) AS meanLoss
    FROM prediction WHERE evaluation = ?`)

  const forget = (evaluation: number): void => {
    selections.forget(evaluation)
    outcomes.forget(evaluation)
  }
  return {
    put(evaluation: number, predictions: readonly Prediction[]): void {
      forget(evaluation)
      for (const { top5, ...prediction } of predictions) {
        const rank = top5.findIndex((entry) => entry.class === prediction.truth) + 1
        put.run({ evaluation, ...prediction, rank, top5: encodeTop5(top5) })
      }
    },
    clear(evaluation: number): void {
      forget(evaluation)
      clear.run(evaluation)
    },
    get(evaluation: number, image: number): Prediction | undefined {
      const row = rows.get({ evaluation, against: null, images: JSON.stringify([image]) })
      if (!row) return undefined
      const { other: _other, top5, ...prediction } = row
      return { ...prediction, top5: decodeTop5(top5) }
    },
    /** The numbers of all images of a selection, in its order. */
    images: (selection: Selection): Int32Array => selections.images(selection),
    /** One page of a selection, and how many images it has in all. */
    gallery(selection: Selection, offset: number, limit: number): { total: number; rows: GalleryRow[] } {
      const { evaluation, against } = selection
      const images = selections.images(selection)
      const page = JSON.stringify(Array.from(images.subarray(offset, offset + limit)))
      return { total: images.length, rows: rows.all({ evaluation, against, images: page }).map(describeRow) }
    },
    /** The images that an evaluation got right. */
    right(evaluation: number): number[] {
      const codes = outcomes.of(evaluation)
      return [...codes.keys()].filter((image) => codes[image] === right)
    },
    /** Non-empty cells of the confusion matrix. */
    confusion: (evaluation: number) => confusion.all(evaluation),
    /** Counts over all images of an evaluation. */
    measure: (evaluation: number) => measure.get(evaluation) as NonNullable<ReturnType<typeof measure.get>>,
    /** Over the images that both saw: wrong then right (`fixed`), right then wrong (`broken`). */
    flips: (first: number, second: number): Omit<Flips, 'p'> => countFlips(outcomes.of(first), outcomes.of(second)),
    /** For `countFlips`; who counts every two of many evaluations holds those of all. */
    outcomes: (evaluation: number): Outcomes => outcomes.of(evaluation),
    /** To be called for a new evaluation: its number may be that of one that is gone. */
    forget,
    /** To be called whenever what else orders or narrows galleries of an evaluation has changed. */
    forgetSelections: selections.forget,
  }
}

function describeRow({ other, top5, ...row }: Row): GalleryRow {
  const flip = flipOf(row.predicted === row.truth, other === row.truth)
  return { ...row, top5: decodeTop5(top5), other: other === null ? null : { predicted: other, flip } }
}

function flipOf(isRight: boolean, wasRight: boolean): Flip {
  if (isRight) return wasRight ? 'both-right' : 'fixed'
  return wasRight ? 'broken' : 'both-wrong'
}
