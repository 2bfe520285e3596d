import type { EngineStatus } from '../contract/system.ts'
import type { Bus } from './bus.ts'
import type { Log } from './log.ts'

/** Keeps in the log what the status of an engine says beside its state: that the processor took a job over, for one. */
export function logNotes(bus: Pick<Bus, 'subscribe'>, log: Log): void {
  const told = new Map<EngineStatus['lane'], string | null>()
  bus.subscribe('system.engineChanged', (status) => {
    const { lane, note } = status as EngineStatus
    if (note !== null && note !== told.get(lane)) log.write('warning', note, { source: `${lane} engine` })
    told.set(lane, note)
  })
}
