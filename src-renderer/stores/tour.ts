import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { z } from 'zod'
import { useExperiments } from './experiments.ts'
import { useLayout } from './layout.ts'
import { useRuns } from './runs.ts'

/** How many cards there are. */
export const tourLength = 4

/** The tour: opens by itself in a workspace that never had an experiment, until it was put away once. */
export const useTour = defineStore('tour', () => {
  const runs = useRuns()
  const experiments = useExperiments()
  const layout = useLayout()
  const wasSeen = layout.entry('tour.seen', z.boolean(), false)
  const wasStarted = layout.entry('first-start', z.boolean(), false)

  const isOpen = shallowRef(false)
  const at = shallowRef(0)

  const open = (): void => {
    at.value = 0
    isOpen.value = true
  }
  const close = (): void => {
    isOpen.value = false
    wasSeen.value = true
  }
  const go = (to: number): void => {
    if (to >= tourLength) close()
    else at.value = Math.max(0, to)
  }

  // Presets are there when experiments are.
  const isReady = computed(() => runs.isLoaded && layout.isLoaded && experiments.presets.length > 0)
  const stop = watch(
    isReady,
    (ready) => {
      if (!ready) return
      queueMicrotask(() => stop())
      if (!wasSeen.value && !wasStarted.value && runs.list.length === 0 && experiments.list.length === 0) open()
    },
    { immediate: true },
  )

  return { isOpen, at, open, close, go }
})
