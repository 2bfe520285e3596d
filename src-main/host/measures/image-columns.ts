import { setImmediate as pause } from 'node:timers/promises'
import type { Measured } from '../../contract/index.ts'
import { right, unseen, type Outcomes } from '../../contract/outcomes.ts'
import { bootstrapSteps, columnMeans, type ImageRows, type MeasureOfMeans } from '../../core/measures/bootstrap.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'

/** Evaluations whose errors are averaged into one column: the severities of a corruption, or one condition alone. */
export type Column = readonly Outcomes[]

export type ColumnReader = (evaluations: readonly StoredEvaluation[]) => Promise<Column>

/** Reads the outcomes of each evaluation once, and lets the host answer others in between. */
export function createColumnReader({ store }: Pick<HostContext, 'store'>): ColumnReader {
  const known = new Map<number, Outcomes>()
  return async (evaluations) => {
    const missing = evaluations.filter(({ id }) => !known.has(id))
    for (const { id } of missing) known.set(id, store.predictions.outcomes(id))
    if (missing.length > 0) await pause()
    return evaluations.map(({ id }) => known.get(id) as Outcomes)
  }
}

/** Of each image that all evaluations saw, and of each column, the share of its evaluations that it was right under. */
export function imageColumns(columns: readonly Column[]): ImageRows & { readonly n: number } {
  const all = columns.flat()
  const length = all.length === 0 ? 0 : Math.min(...all.map((outcomes) => outcomes.length))
  const shared: number[] = []
  for (let image = 0; image < length; image++)
    if (all.every((outcomes) => outcomes[image] !== unseen)) shared.push(image)
  const values = new Float64Array(shared.length * columns.length)
  columns.forEach((members, column) => {
    shared.forEach((image, row) => {
      const correct = members.reduce((sum, outcomes) => sum + (outcomes[image] === right ? 1 : 0), 0)
      values[row * columns.length + column] = correct / members.length
    })
  })
  return { values, columns: columns.length, n: shared.length }
}

/** A measure of these columns' mean accuracies with its interval; null where there is no image, or no value. */
export async function measuredOf(rows: ImageRows, measure: MeasureOfMeans): Promise<Measured | null> {
  const [measured = null] = await measuredAll(rows, [measure])
  return measured
}

/** Several, from the same resamples. */
export async function measuredAll(rows: ImageRows, measures: readonly MeasureOfMeans[]): Promise<(Measured | null)[]> {
  if (rows.values.length === 0) return measures.map(() => null)
  const means = columnMeans(rows)
  const intervals = await unhurried(bootstrapSteps(rows, measures))
  return measures.map((measure, at) => {
    const value = measure(means)
    return Number.isFinite(value) ? { value, interval: intervals[at] ?? null } : null
  })
}

/** The host answers others within this time. */
const longestMs = 10

async function unhurried<T>(steps: Generator<undefined, T>): Promise<T> {
  let since = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (performance.now() - since < longestMs) continue
    await pause()
    since = performance.now()
  }
}
