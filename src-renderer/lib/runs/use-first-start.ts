import { watch } from 'vue'
import { z } from 'zod'
import { ownMachine } from '../own-machine.ts'
import { useExperiments } from '../../stores/experiments.ts'
import { useLayout } from '../../stores/layout.ts'
import { useRuns } from '../../stores/runs.ts'
import { useToasts } from '../../stores/toasts.ts'

/** `npm start` starts the sample itself as soon as the host answers; whoever opened the window may have done so. */
const graceMs = 2500

/** Starts the sample in a workspace that never had an experiment, once; in a browser, and elsewhere, it is only offered. */
export function useFirstStart(): void {
  if (ownMachine() === undefined) return
  const runs = useRuns()
  const experiments = useExperiments()
  const layout = useLayout()
  const toasts = useToasts()
  const wasStarted = layout.entry('first-start', z.boolean(), false)

  const stop = watch(
    () => runs.isLoaded && layout.isLoaded && experiments.sample !== undefined,
    (isReady) => {
      if (!isReady) return
      queueMicrotask(() => stop())
      if (!wasStarted.value && experiments.list.length === 0) setTimeout(() => void start().catch(toasts.fail), graceMs)
    },
    { immediate: true },
  )
  const start = async (): Promise<void> => {
    const { sample } = experiments
    if (experiments.list.length > 0 || !sample || wasStarted.value) return
    wasStarted.value = true
    await experiments.launch(sample)
  }
}
