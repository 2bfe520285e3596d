import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'

/** Whether a run never began here, so that it can be computed elsewhere, and its row filled by what comes from there. */
export const isUntouched = ({ store }: Pick<HostContext, 'store'>, run: StoredRun): boolean =>
  ['queued', 'cancelled'].includes(run.state) &&
  run.step === 0 &&
  run.startedAt === null &&
  run.trashedAt === null &&
  !store.checkpoints.summary(run.id).hasLast
