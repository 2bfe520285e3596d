import type { Database } from 'better-sqlite3'

/** What a batch of an evaluation leaves for another attempt; arrays as `packClassified` makes them. */
export interface EvaluatedPart {
  /** How many images lie before it. */
  readonly first: number
  readonly n: number
  /** At which `scaled` is; null where none was known. */
  readonly temperature: number | null
  readonly plain: Float64Array<ArrayBuffer>
  readonly scaled: Float64Array<ArrayBuffer> | null
  /** How far an attack went; null where the condition is none. */
  readonly reach: { readonly distance: number; readonly low: number; readonly high: number } | null
  readonly seconds: number
}

interface Row {
  first: number
  n: number
  temperature: number | null
  plain: Buffer
  scaled: Buffer | null
  reach: string | null
  seconds: number
}

/** Batches of evaluations that are not done, so that one goes on where it was ended. */
export function evaluatedPartTable(db: Database) {
  const put = db.prepare(`
    REPLACE INTO evaluated_part (evaluation, first, n, temperature, plain, scaled, reach, seconds, told_at)
    VALUES ($evaluation, $first, $n, $temperature, $plain, $scaled, $reach, $seconds, $toldAt)`)
  const list = db.prepare<[number], Row>(`
    SELECT first, n, temperature, plain, scaled, reach, seconds FROM evaluated_part WHERE evaluation = ? ORDER BY first`)
  const secondsBefore = db
    .prepare<[number, number], number>(
      'SELECT coalesce(sum(seconds), 0) FROM evaluated_part WHERE evaluation = ? AND told_at < ?',
    )
    .pluck()
  const remove = db.prepare<[number]>('DELETE FROM evaluated_part WHERE evaluation = ?')
  return {
    /** In place of the one that began there. */
    put(evaluation: number, { plain, scaled, reach, ...rest }: EvaluatedPart, toldAt: number): void {
      const packed = { plain: bytesOf(plain), scaled: scaled && bytesOf(scaled), reach: reach && JSON.stringify(reach) }
      put.run({ evaluation, ...rest, ...packed, toldAt })
    },
    /** From its first image on without a gap, in their order. */
    list(evaluation: number): EvaluatedPart[] {
      const parts: EvaluatedPart[] = []
      let end = 0
      for (const { plain, scaled, reach, ...rest } of list.iterate(evaluation)) {
        if (rest.first !== end) break
        end += rest.n
        const told = reach === null ? null : (JSON.parse(reach) as EvaluatedPart['reach'])
        parts.push({ ...rest, plain: numbersOf(plain), scaled: scaled && numbersOf(scaled), reach: told })
      }
      return parts
    },
    /** What attempts that ended before this time took for batches that still count. */
    secondsBefore: (evaluation: number, at: number): number => secondsBefore.get(evaluation, at) as number,
    remove(evaluation: number): void {
      remove.run(evaluation)
    },
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
const numbersOf = (bytes: Uint8Array): Float64Array<ArrayBuffer> => new Float64Array(Uint8Array.from(bytes).buffer)
