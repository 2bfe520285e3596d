import { computed, type ComputedRef } from 'vue'
import type { AppError, Run } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAction } from '../../lib/use-action.ts'
import { useRuns } from '../../stores/runs.ts'

export interface RunActions {
  readonly isBusy: ComputedRef<boolean>
  readonly error: ComputedRef<AppError | null>
  pause(): void
  stop(): void
  resume(): void
  dismiss(): void
}

/** What can be done with a run, one thing at a time. */
export function useRunActions(run: () => Run | undefined): RunActions {
  const { client } = useApi()
  const runs = useRuns()
  const act = useAction(async (what: 'pause' | 'stop' | 'resume') => {
    const { id } = run() ?? {}
    if (id === undefined) return
    if (what === 'pause') await client.runs.pause({ id })
    else if (what === 'stop') await runs.stop(id)
    else await runs.resume(id)
  })
  return {
    isBusy: computed(() => act.isBusy.value),
    error: computed(() => act.error.value),
    pause: () => void act.run('pause'),
    stop: () => void act.run('stop'),
    resume: () => void act.run('resume'),
    dismiss: () => (act.error.value = null),
  }
}

/** Only what computes can be paused; what waits is moved in the queue. */
export const canPause = (run: Run): boolean => run.state === 'running' || run.state === 'preparing'
