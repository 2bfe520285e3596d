import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { TrashedItem } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { newest } from '../lib/newest.ts'

/** Emptying tells of each that goes. */
const pauseMs = 100

/** What lies in the trash, newest first. */
export const useTrash = defineStore('trash', () => {
  const { client, whenConnected } = useApi()
  const items = shallowRef<readonly TrashedItem[]>([])

  const read = newest(async (_nothing: null, isNewest) => {
    const next = await client.trash.list({}).catch(() => items.value)
    if (isNewest()) items.value = next
  }, pauseMs)
  client.trash.on('changed', () => read.request(null))
  whenConnected(async () => {
    items.value = await client.trash.list({})
  })

  const bytes = computed(() => items.value.reduce((sum, item) => sum + item.bytes, 0))
  const empty = async (): Promise<void> => {
    await client.trash.empty({})
  }
  return { items, bytes, empty }
})
