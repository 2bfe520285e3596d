import { defineStore } from 'pinia'
import { computed, shallowRef, type WritableComputedRef } from 'vue'
import type { z } from 'zod'
import { useApi } from '../api.ts'

/** What each screen wants to find again after a restart; the host keeps it with the workspace. */
export const useLayout = defineStore('layout', () => {
  const { client, whenConnected } = useApi()
  const values = shallowRef<Readonly<Record<string, unknown>>>({})
  const isLoaded = shallowRef(false)
  /** Set here before the host answered: newer than what it kept. */
  const changed = new Set<string>()

  whenConnected(async () => {
    const kept = await client.system.preferences({})
    const mine = Object.fromEntries([...changed].map((key) => [key, values.value[key]]))
    values.value = { ...kept, ...mine }
    isLoaded.value = true
  })

  const set = (key: string, value: unknown): void => {
    changed.add(key)
    values.value = { ...values.value, [key]: value }
    // Lost with the connection at worst: it is a column or a size, and the screen shows it already.
    client.system.setPreference({ key, value }).catch(() => undefined)
  }
  /** One entry as its schema reads it; what an older version wrote and no longer fits is the fallback. */
  const entry = <S extends z.ZodType>(
    key: string,
    schema: S,
    fallback: z.output<S>,
  ): WritableComputedRef<z.output<S>> =>
    computed({
      get: () => {
        const read = schema.safeParse(values.value[key])
        return read.success ? read.data : fallback
      },
      set: (value) => set(key, value),
    })

  return { isLoaded, set, entry }
})
