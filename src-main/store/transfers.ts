import type { Database } from 'better-sqlite3'
import { canonicalMethod, type MethodChoice, type Split } from '../contract/index.ts'
import { right, wrong, type Outcomes } from '../contract/outcomes.ts'

/** Checkpoints by number and what their files hold, so that weights that took another's number are not taken for it. */
export interface StoredWeights {
  readonly id: number
  readonly sha256: string
}

export interface TransferKey {
  /** The checkpoint that images were attacked on. */
  readonly source: StoredWeights
  /** The one that they were shown to. */
  readonly target: StoredWeights
  readonly split: Split
  /** `clean`: images as they are; source and target are one then. */
  readonly condition: MethodChoice
}

/** What checkpoints say of images that were attacked on another one. */
export function transferTable(db: Database) {
  const get = db
    .prepare<[unknown], Buffer>(
      `SELECT outcomes FROM transfer WHERE source = $source AND target = $target AND split = $split
        AND condition = $condition AND weights = $weights`,
    )
    .pluck()
  const put = db.prepare(`
    INSERT OR REPLACE INTO transfer (source, target, split, condition, weights, outcomes)
    VALUES ($source, $target, $split, $condition, $weights, $outcomes)`)

  const of = (key: TransferKey): Outcomes => get.get(parameters(key)) ?? new Uint8Array()
  return {
    /** By the image's number; shorter than the split where later images were not seen. */
    of,
    /** Beside those that are known. Belongs into a transaction. */
    put(key: TransferKey, images: readonly number[], isRight: readonly boolean[]): void {
      const known = of(key)
      const outcomes = new Uint8Array(Math.max(known.length, ...images.map((image) => image + 1)))
      outcomes.set(known)
      images.forEach((image, i) => (outcomes[image] = isRight[i] === true ? right : wrong))
      put.run({ ...parameters(key), outcomes })
    },
  }
}

const parameters = ({ source, target, split, condition }: TransferKey) => ({
  source: source.id,
  target: target.id,
  split,
  condition: canonicalMethod(condition),
  weights: `${source.sha256} ${target.sha256}`,
})
