import type { Database } from 'better-sqlite3'
import { canonicalMethod, type MapScore, type MapScores, type MethodChoice } from '../contract/index.ts'
import type { RandomisationCheck, ScoredBy } from '../contract/map-scores.ts'
import type { Split } from '../contract/split.ts'
import { keyParameters, type ExplanationKey } from './explanations.ts'

/** The method on one checkpoint and split. */
export interface RandomisationKey {
  readonly checkpoint: number
  readonly split: Split
  /** With all parameters, so that equal ones are equal text. */
  readonly method: MethodChoice
}

/** The columns of the scores. */
export const scoreColumns: Readonly<Record<MapScore, string>> = {
  deletion: 'deletion',
  insertion: 'insertion',
  pointing: 'pointing',
  energy: 'energy',
  driftCorrelation: 'drift_correlation',
  driftOverlap: 'drift_overlap',
}

type ScoreRow = Omit<MapScores, 'pointing'> & { readonly pointing: number | null }

/** Scores of saliency maps, and randomisation checks of methods. `changed`: an evaluation has a score more. */
export function mapScoreTables(db: Database, changed: (evaluation: number) => void) {
  const columns = Object.entries(scoreColumns)
  const get = db.prepare<[unknown], ScoreRow>(`
    SELECT ${columns.map(([name, column]) => `${column} AS ${name}`).join(', ')} FROM map_score
    WHERE evaluation = $evaluation AND method = $method AND input = $input AND image = $image
      AND class = $class AND against = $against AND has_curves >= $hasCurves`)
  const put = db.prepare(`
    INSERT OR REPLACE INTO map_score (evaluation, image, input, method, class, against,
      ${columns.map(([, column]) => column).join(', ')}, has_curves, created_at)
    VALUES ($evaluation, $image, $input, $method, $class, $against,
      ${columns.map(([name]) => `$${name}`).join(', ')}, $hasCurves, $createdAt)`)
  const ofImages = db.prepare<[unknown], ScoreRow & { image: number }>(`
    SELECT s.image, ${columns.map(([name, column]) => `s.${column} AS ${name}`).join(', ')}
    FROM json_each($images) page CROSS JOIN prediction a ON a.evaluation = $evaluation AND a.image = page.value
    CROSS JOIN map_score s ON s.evaluation = $evaluation AND s.method = $method AND s.input = $input
      AND s.image = a.image AND s.class = a.predicted AND s.against = -1`)
  const getCheck = db.prepare<[unknown], RandomisationCheck>(`
    SELECT correlation, n FROM randomisation_check
    WHERE checkpoint = $checkpoint AND split = $split AND method = $method`)
  const putCheck = db.prepare(`
    INSERT OR REPLACE INTO randomisation_check (checkpoint, split, method, correlation, n, created_at)
    VALUES ($checkpoint, $split, $method, $correlation, $n, $createdAt)`)

  return {
    /** `hasCurves`: only where deletion and insertion were computed too. */
    get(key: ExplanationKey, { hasCurves }: { hasCurves: boolean }): MapScores | undefined {
      const row = get.get({ ...keyParameters(key), hasCurves: Number(hasCurves) })
      return row && { ...row, pointing: row.pointing === null ? null : row.pointing === 1 }
    },
    /** By image: the score of the map of the predicted class. */
    ofImages(evaluation: number, images: readonly number[], { method, input, score }: ScoredBy): Map<number, number> {
      const page = { evaluation, images: JSON.stringify(images), method: canonicalMethod(method), input }
      return new Map(ofImages.all(page).flatMap((row) => (row[score] === null ? [] : [[row.image, row[score]]])))
    },
    /** The map has to be there. `hasCurves`: whether deletion and insertion were computed. */
    put(key: ExplanationKey, scores: MapScores, createdAt: number, { hasCurves } = { hasCurves: true }): void {
      const pointing = scores.pointing === null ? null : Number(scores.pointing)
      put.run({ ...keyParameters(key), ...scores, pointing, hasCurves: Number(hasCurves), createdAt })
      changed(key.evaluation)
    },
    randomisation: (key: RandomisationKey): RandomisationCheck | undefined =>
      getCheck.get({ ...key, method: canonicalMethod(key.method) }),
    putRandomisation(key: RandomisationKey, check: RandomisationCheck, createdAt: number): void {
      putCheck.run({ ...key, method: canonicalMethod(key.method), ...check, createdAt })
    },
  }
}
