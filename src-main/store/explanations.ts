import type { Database } from 'better-sqlite3'
import { canonicalMethod, type MethodChoice, type SeenImage } from '../contract/index.ts'

/** A file in the workspace, by its path from there. */
export interface StoredFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly createdAt: number
}

export type StoredSeenImage = Omit<SeenImage, 'clean' | 'seen'> &
  StoredFile & { readonly evaluation: number; readonly image: number }

/** What one map explains. */
export interface ExplanationKey {
  readonly evaluation: number
  readonly image: number
  readonly input: 'clean' | 'seen'
  /** With all parameters, so that equal ones are equal text. */
  readonly method: MethodChoice
  readonly class: number
  /** The class whose logit is subtracted. */
  readonly against: number | null
}
export interface StoredExplanation extends StoredFile {
  /** Where it begins in its file; `bytes` and `sha256` are of the map alone. */
  readonly offset: number
  readonly height: number
  readonly width: number
  readonly min: number
  readonly max: number
  readonly note: string | null
}

interface SeenRow extends StoredFile {
  evaluation: number
  image: number
  height: number
  width: number
  channels: number
  cleanPrediction: string
  seenPrediction: string
  perturbation: string
}

const file = 'path, bytes, sha256, created_at AS createdAt'
const key = `evaluation = $evaluation AND image = $image AND input = $input AND method = $method
  AND class = $class AND against = $against`

interface KeyRow {
  image: number
  input: 'clean' | 'seen'
  method: string
  class: number
  against: number
}

/** The columns that name one map. */
export function keyParameters({ method, against, ...rest }: ExplanationKey) {
  return { ...rest, method: canonicalMethod(method), against: against ?? -1 }
}

/** Images as evaluations saw them, and saliency maps; their pixels are files. */
export function explanationTables(db: Database) {
  const getSeen = db.prepare<[number, number], SeenRow>(`
    SELECT evaluation, image, height, width, channels, clean_prediction AS cleanPrediction,
      seen_prediction AS seenPrediction, perturbation, ${file} FROM seen_image WHERE evaluation = ? AND image = ?`)
  const putSeen = db.prepare(`
    INSERT OR REPLACE INTO seen_image (evaluation, image, height, width, channels, clean_prediction, seen_prediction,
      perturbation, path, bytes, sha256, created_at)
    VALUES ($evaluation, $image, $height, $width, $channels, $cleanPrediction, $seenPrediction,
      $perturbation, $path, $bytes, $sha256, $createdAt)`)
  const getMap = db.prepare<[unknown], StoredExplanation>(
    `SELECT height, width, min, max, note, offset, ${file} FROM explanation WHERE ${key}`,
  )
  const keysOf = db.prepare<[number], KeyRow>(
    'SELECT image, input, method, class, against FROM explanation WHERE evaluation = ? ORDER BY created_at, image',
  )
  const putMap = db.prepare(`
    INSERT OR REPLACE INTO explanation (evaluation, image, input, method, class, against, height, width, min, max,
      note, path, offset, bytes, sha256, created_at)
    VALUES ($evaluation, $image, $input, $method, $class, $against, $height, $width, $min, $max,
      $note, $path, $offset, $bytes, $sha256, $createdAt)`)
  const paths = db.prepare<[], string>('SELECT path FROM seen_image UNION ALL SELECT path FROM explanation').pluck()

  return {
    seenImage(evaluation: number, image: number): StoredSeenImage | undefined {
      const row = getSeen.get(evaluation, image)
      if (!row) return undefined
      const { height, width, channels, cleanPrediction, seenPrediction, perturbation, ...rest } = row
      return {
        ...rest,
        shape: [height, width, channels],
        cleanPrediction: JSON.parse(cleanPrediction) as SeenImage['cleanPrediction'],
        seenPrediction: JSON.parse(seenPrediction) as SeenImage['seenPrediction'],
        perturbation: JSON.parse(perturbation) as SeenImage['perturbation'],
      }
    },
    putSeenImage({ shape, cleanPrediction, seenPrediction, perturbation, ...rest }: StoredSeenImage): void {
      const [height, width, channels] = shape
      const texts = {
        cleanPrediction: JSON.stringify(cleanPrediction),
        seenPrediction: JSON.stringify(seenPrediction),
        perturbation: JSON.stringify(perturbation),
      }
      putSeen.run({ ...rest, height, width, channels, ...texts })
    },
    /** Of all files that a row speaks of. */
    paths: (): Set<string> => new Set(paths.iterate()),
    map: (wanted: ExplanationKey): StoredExplanation | undefined => getMap.get(keyParameters(wanted)),
    /** Of all maps of an evaluation, in the order in which they were computed. */
    keysOf: (evaluation: number): ExplanationKey[] =>
      keysOf.all(evaluation).map(({ method, against, ...row }) => ({
        ...row,
        evaluation,
        method: JSON.parse(method) as MethodChoice,
        against: against < 0 ? null : against,
      })),
    putMap: (wanted: ExplanationKey, explanation: StoredExplanation): void => {
      putMap.run({ ...keyParameters(wanted), ...explanation })
    },
  }
}
