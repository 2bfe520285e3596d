import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storageKey = 'adversarium.preferences'

/** The theme; public/first-frame.js reads the same entry before the first paint. */
export const usePreferences = defineStore('preferences', () => {
  const theme = shallowRef<Theme>(storedTheme())

  const system = matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = shallowRef(system.matches)
  system.addEventListener('change', (event) => (isSystemDark.value = event.matches))

  const resolved = computed(() =>
    theme.value === 'system' ? (isSystemDark.value ? ('dark' as const) : ('light' as const)) : theme.value,
  )
  watchEffect(
    () => {
      document.documentElement.dataset['theme'] = resolved.value
    },
    { flush: 'sync' },
  )

  const setTheme = (next: Theme): void => {
    theme.value = next
    localStorage.setItem(storageKey, JSON.stringify({ theme: next }))
  }

  return { theme, resolved, setTheme }
})

function storedTheme(): Theme {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { theme?: unknown }
    return themes.find((known) => known === stored.theme) ?? 'system'
  } catch {
    return 'system'
  }
}
