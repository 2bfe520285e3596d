import type { Database } from 'better-sqlite3'
import type { SimilarityFeatures, SimilarityKernel, Split } from '../contract/index.ts'
import type { StoredWeights } from './transfers.ts'

export interface SimilarityKey {
  readonly first: StoredWeights
  readonly second: StoredWeights
  readonly split: Split
  /** How many. */
  readonly images: number
  readonly kernel: SimilarityKernel
  readonly features: SimilarityFeatures
}

export interface StoredSimilarity {
  readonly layers: readonly [first: readonly string[], second: readonly string[]]
  /** Images that were compared at a time. */
  readonly batch: number
  /** [layer of the first][layer of the second]; NaN where there is none. */
  readonly values: readonly (readonly number[])[]
}

interface Row {
  layers: string
  batch: number
  value: Buffer
}

/** How similar the layers of two checkpoints are. */
export function similarityTable(db: Database) {
  const get = db.prepare<[unknown], Row>(`
    SELECT layers, batch, value FROM similarity WHERE first = $first AND second = $second AND split = $split
      AND images = $images AND kernel = $kernel AND features = $features AND weights = $weights`)
  const put = db.prepare(`
    INSERT OR REPLACE INTO similarity (first, second, split, images, kernel, features, weights, layers, batch, value,
      created_at)
    VALUES ($first, $second, $split, $images, $kernel, $features, $weights, $layers, $batch, $value, $createdAt)`)
  return {
    get(key: SimilarityKey): StoredSimilarity | undefined {
      const row = get.get(parameters(key))
      if (!row) return undefined
      const layers = JSON.parse(row.layers) as [string[], string[]]
      const numbers = new Float64Array(Uint8Array.from(row.value).buffer)
      const columns = layers[1].length
      const values = layers[0].map((_, at) => Array.from(numbers.subarray(at * columns, (at + 1) * columns)))
      return { layers, batch: row.batch, values }
    },
    put(key: SimilarityKey, { layers, batch, values }: StoredSimilarity, createdAt: number): void {
      const value = new Uint8Array(Float64Array.from(values.flat()).buffer)
      put.run({ ...parameters(key), layers: JSON.stringify(layers), batch, value, createdAt })
    },
  }
}

const parameters = ({ first, second, ...rest }: SimilarityKey) => ({
  ...rest,
  first: first.id,
  second: second.id,
  weights: `${first.sha256} ${second.sha256}`,
})
