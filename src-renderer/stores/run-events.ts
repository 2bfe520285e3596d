import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RunEvent } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

const keyOf = (event: RunEvent): string => `${event.run} ${event.at} ${event.step} ${event.kind}`

/** What happened in runs: everything since the window opened, and the whole past of each run that was opened. */
export const useRunEvents = defineStore('run-events', () => {
  const { client, whenConnected } = useApi()
  const byKey = shallowRef<ReadonlyMap<string, RunEvent>>(new Map())
  const opened = new Set<string>()

  const merge = (incoming: readonly RunEvent[]): void => {
    byKey.value = mergeByKey(withoutLost(byKey.value, incoming), incoming, keyOf)
  }
  const fetchEvents = async (id: string): Promise<void> => merge(await client.runs.events({ id }))

  client.runs.on('happened', (event) => merge([event]))
  whenConnected(async () => {
    await Promise.all([...opened].map(fetchEvents))
  })

  const open = (id: string): void => {
    if (opened.has(id)) return
    opened.add(id)
    fetchEvents(id).catch(() => opened.delete(id))
  }
  /** In order of time. */
  const eventsOf = (id: string): RunEvent[] =>
    [...byKey.value.values()].filter((event) => event.run === id).toSorted((a, b) => a.at - b.at || a.step - b.step)

  return { open, eventsOf }
})

/** What is told again where it is trained again. */
const retold: ReadonlySet<RunEvent['kind']> = new Set(['unfreezing', 'catastrophic-overfitting', 'robust-overfitting'])

/** Without what a crash took with it, which the host forgets too when its run goes on before it. */
function withoutLost(
  known: ReadonlyMap<string, RunEvent>,
  incoming: readonly RunEvent[],
): ReadonlyMap<string, RunEvent> {
  const starts = incoming.filter(({ kind }) => kind === 'started' || kind === 'resume')
  if (starts.length === 0) return known
  const isLost = (event: RunEvent): boolean =>
    retold.has(event.kind) &&
    starts.some(({ run, step, at }) => run === event.run && step < event.step && event.at < at)
  return new Map([...known].filter(([, event]) => !isLost(event)))
}
