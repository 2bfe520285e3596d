import type { ReducedPoint } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { findRun } from './runs.ts'

interface Request {
  readonly id: string
  readonly names?: readonly string[] | undefined
  readonly maxPoints?: number | undefined
}

/** Points by name and step; all that a run has where no names are given. */
export function readMetrics(context: HostContext, { id, names, maxPoints }: Request): ReducedPoint[] {
  const { metrics } = context.store
  const run = findRun(context, id).id
  if (maxPoints !== undefined) {
    return (names ?? metrics.names(run)).flatMap((name) => metrics.reducedSeries(run, name, maxPoints))
  }
  return names === undefined ? metrics.ofRun(run) : names.flatMap((name) => metrics.series(run, name))
}
