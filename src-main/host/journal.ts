import type { Emit } from '../contract/index.ts'
import type { Store } from '../store/store.ts'
import { describeQueue } from './services/queue-order.ts'

/** Runs `work` in one transaction; what it announces goes out after the commit, or never. */
export type Journal = <T>(work: (announce: Emit) => T) => T

/** Written first, announced second: the only way in which stored facts are announced. */
export function createJournal(store: Store, emit: Emit): Journal {
  return (work) => {
    if (store.inTransaction) throw new Error('A transaction inside another one would announce too early.')
    const announcements: (() => void)[] = []
    const announce: Emit = (...announcement) => {
      announcements.push(() => emit(...announcement))
    }
    const { revision } = store.jobs
    const result = store.transaction(() => work(announce))
    for (const send of announcements) send()
    if (store.jobs.revision !== revision) emit('system', 'queueChanged', describeQueue(store))
    return result
  }
}
