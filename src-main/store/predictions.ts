import type { Database } from 'better-sqlite3'
import type { Prediction } from '../contract/evaluations.ts'
import { decodeTop5, encodeTop5 } from './top5.ts'

const columns = 'image, truth, predicted, confidence, margin, loss, top5'

/** Without statistics the planner prefers the primary key, which reads a whole evaluation: the index is named. */
export const pageSql = {
  all: `SELECT ${columns} FROM prediction WHERE evaluation = $evaluation ORDER BY image LIMIT $limit OFFSET $offset`,
  misclassified: `SELECT ${columns} FROM prediction INDEXED BY prediction_misclassified
    WHERE evaluation = $evaluation AND truth <> predicted ORDER BY image LIMIT $limit OFFSET $offset`,
  ofTruth: `SELECT ${columns} FROM prediction WHERE evaluation = $evaluation AND truth = $truth
    AND (NOT $wrong OR truth <> predicted) ORDER BY image LIMIT $limit OFFSET $offset`,
  ofPredicted: `SELECT ${columns} FROM prediction WHERE evaluation = $evaluation AND predicted = $predicted
    AND (NOT $wrong OR truth <> predicted) ORDER BY image LIMIT $limit OFFSET $offset`,
  ofCell: `SELECT ${columns} FROM prediction INDEXED BY prediction_by_classes
    WHERE evaluation = $evaluation AND truth = $truth AND predicted = $predicted AND (NOT $wrong OR truth <> predicted) ORDER BY image LIMIT $limit OFFSET $offset`,
}
export const confusionSql =
  'SELECT truth, predicted, count(*) AS count FROM prediction WHERE evaluation = ? GROUP BY truth, predicted'
export const flipsSql = `
  SELECT count(*) AS n,
    coalesce(sum(a.truth <> a.predicted AND b.truth = b.predicted), 0) AS fixed,
    coalesce(sum(a.truth = a.predicted AND b.truth <> b.predicted), 0) AS broken
  FROM prediction a JOIN prediction b ON b.evaluation = $second AND b.image = a.image
  WHERE a.evaluation = $first`

type Row = Omit<Prediction, 'top5'> & { top5: Buffer }

export interface PredictionPage {
  readonly evaluation: number
  readonly truth?: number | undefined
  readonly predicted?: number | undefined
  readonly misclassified: boolean
  readonly offset: number
  readonly limit: number
}

/** One image's outcome under one condition. Accuracy, confusion, lists and paired tests are queries on it. */
export function predictionTable(db: Database) {
  const put = db.prepare(`
    INSERT INTO prediction (evaluation, image, truth, predicted, confidence, margin, loss, top5_rank, top5)
    VALUES ($evaluation, $image, $truth, $predicted, $confidence, $margin, $loss, $rank, $top5)
    ON CONFLICT DO UPDATE SET truth = $truth, predicted = $predicted, confidence = $confidence, margin = $margin,
      loss = $loss, top5_rank = $rank, top5 = $top5`)
  const clear = db.prepare<[number]>('DELETE FROM prediction WHERE evaluation = ?')
  const pages = {
    all: db.prepare<[unknown], Row>(pageSql.all),
    misclassified: db.prepare<[unknown], Row>(pageSql.misclassified),
    ofTruth: db.prepare<[unknown], Row>(pageSql.ofTruth),
    ofPredicted: db.prepare<[unknown], Row>(pageSql.ofPredicted),
    ofCell: db.prepare<[unknown], Row>(pageSql.ofCell),
  }
  const confusion = db.prepare<[number], { truth: number; predicted: number; count: number }>(confusionSql)
  const measure = db.prepare<[number], { n: number; correct: number; correctTop5: number; meanLoss: number | null }>(`
    SELECT count(*) AS n, coalesce(sum(truth = predicted), 0) AS correct,
      coalesce(sum(top5_rank > 0), 0) AS correctTop5, avg(loss) AS meanLoss
    FROM prediction WHERE evaluation = ?`)
  const flips = db.prepare<[{ first: number; second: number }], { n: number; fixed: number; broken: number }>(flipsSql)

  return {
    put(evaluation: number, predictions: readonly Prediction[]): void {
      for (const { top5, ...prediction } of predictions) {
        const rank = top5.findIndex((entry) => entry.class === prediction.truth) + 1
        put.run({ evaluation, ...prediction, rank, top5: encodeTop5(top5) })
      }
    },
    clear: (evaluation: number): void => {
      clear.run(evaluation)
    },
    page({ truth, predicted, misclassified, ...page }: PredictionPage): Prediction[] {
      const wrong = misclassified ? 1 : 0
      const rows =
        truth !== undefined && predicted !== undefined
          ? pages.ofCell.all({ ...page, truth, predicted, wrong })
          : truth !== undefined
            ? pages.ofTruth.all({ ...page, truth, wrong })
            : predicted !== undefined
              ? pages.ofPredicted.all({ ...page, predicted, wrong })
              : misclassified
                ? pages.misclassified.all(page)
                : pages.all.all(page)
      return rows.map((row) => ({ ...row, top5: decodeTop5(row.top5) }))
    },
    /** Non-empty cells of the confusion matrix. */
    confusion: (evaluation: number) => confusion.all(evaluation),
    /** Counts over all images of an evaluation. */
    measure: (evaluation: number) => measure.get(evaluation) as NonNullable<ReturnType<typeof measure.get>>,
    /** Over the images that both saw: wrong then right (`fixed`), right then wrong (`broken`). */
    flips: (first: number, second: number) => flips.get({ first, second }) as NonNullable<ReturnType<typeof flips.get>>,
  }
}
