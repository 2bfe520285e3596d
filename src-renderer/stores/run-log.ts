import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { LogLine } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'

const mostLines = 5000

/** The log of one run, oldest first: that which was opened last. */
export const useRunLog = defineStore('run-log', () => {
  const { client, whenConnected } = useApi()
  const lines = shallowRef<readonly LogLine[]>([])
  const isLoaded = shallowRef(false)
  let opened: string | null = null

  const ask = async (run: string): Promise<void> => {
    const found = await client.system.log({ run, limit: mostLines })
    if (opened !== run) return
    lines.value = found
    isLoaded.value = true
  }
  client.system.on('logged', (line) => {
    if (line.run === null || line.run !== opened) return
    lines.value = [...lines.value, line].slice(-mostLines)
  })
  whenConnected(async () => {
    if (opened !== null) await ask(opened)
  })

  const open = (run: string): void => {
    if (opened === run) return
    opened = run
    lines.value = []
    isLoaded.value = false
    // Made good when the connection stands again.
    ask(run).catch(() => undefined)
  }

  return { lines, isLoaded, open }
})
