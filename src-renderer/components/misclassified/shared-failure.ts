import type { AppError } from '../../../src-main/contract/index.ts'
import type { ImageRow } from './layer-row.ts'

const notComputed = 'Not computed.'

/** What more than one picture failed of, such as an engine that does not start; undefined where each failed of its own. */
export function sharedFailure(rows: readonly ImageRow[]): AppError | undefined {
  const failures = rows.flatMap((row) => [row.failure, ...row.layers.map((layer) => layer.failure)])
  const byMessage = Map.groupBy(
    failures.flatMap((failure) => failure ?? []),
    ({ message }) => message,
  )
  return [...byMessage.values()].find((alike) => alike.length > 1)?.[0]
}

/** The rows with that failure said shortly in the place of each picture: its reason stands once, above them. */
export function withoutFailure<R extends ImageRow>(rows: readonly R[], shared: AppError | undefined): readonly R[] {
  if (!shared) return rows
  const shortened = <T extends Pick<ImageRow, 'failure' | 'sentence'>>(of: T): T =>
    of.failure?.message === shared.message ? { ...of, failure: undefined, sentence: notComputed } : of
  return rows.map((row) => ({ ...shortened(row), layers: row.layers.map(shortened) }))
}
