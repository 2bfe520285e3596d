import { onScopeDispose } from 'vue'
import { useApi } from '../../api.ts'
import { useRuns } from '../../stores/runs.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Says on every screen when a run that trains has lost its robustness: the sooner it is stopped, the better. */
export function useAlarms(): void {
  const { client } = useApi()
  const runs = useRuns()
  const toasts = useToasts()
  onScopeDispose(
    client.runs.on('happened', ({ run, kind, message }) => {
      if (kind === 'catastrophic-overfitting') toasts.warn(`${runs.byId.get(run)?.name ?? run}: ${message}`)
    }),
  )
}
