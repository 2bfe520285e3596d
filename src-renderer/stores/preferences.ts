import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const densities = ['compact', 'comfortable'] as const
export type Density = (typeof densities)[number]

const storageKey = 'adversarium.preferences'

/** What the first frame needs; public/first-frame.js reads the same entry before the first paint. */
export const usePreferences = defineStore('preferences', () => {
  const stored = readStored()
  const theme = shallowRef(themes.find((known) => known === stored['theme']) ?? 'system')
  const density = shallowRef(densities.find((known) => known === stored['density']) ?? 'compact')

  const system = matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = shallowRef(system.matches)
  system.addEventListener('change', (event) => (isSystemDark.value = event.matches))

  const resolved = computed(() =>
    theme.value === 'system' ? (isSystemDark.value ? ('dark' as const) : ('light' as const)) : theme.value,
  )
  watchEffect(
    () => {
      document.documentElement.dataset['theme'] = resolved.value
      document.documentElement.dataset['density'] = density.value
    },
    { flush: 'sync' },
  )

  const store = (): void =>
    localStorage.setItem(storageKey, JSON.stringify({ theme: theme.value, density: density.value }))
  const setTheme = (next: Theme): void => {
    theme.value = next
    store()
  }
  const setDensity = (next: Density): void => {
    density.value = next
    store()
  }

  return { theme, density, resolved, setTheme, setDensity }
})

function readStored(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return typeof stored === 'object' && stored !== null ? { ...stored } : {}
  } catch {
    return {}
  }
}
