import type { Run } from '../../../src-main/contract/index.ts'

/** Whether all of these runs can be computed elsewhere: they never began, and are of one experiment. */
export function canGoElsewhere(runs: readonly Run[]): boolean {
  const [first] = runs
  return (
    first !== undefined &&
    runs.every(
      ({ state, step, startedAt, origin, experimentId }) =>
        (state === 'queued' || state === 'cancelled') &&
        step === 0 &&
        startedAt === null &&
        origin === null &&
        experimentId === first.experimentId,
    )
  )
}
