import { tellFault } from '../contract/faults/index.ts'
import { withHint } from '../contract/wire.ts'
import { copiesFolder, listCopies, removeUnfinishedCopies, type DatabaseCopy } from '../store/copies.ts'
import type { HostContext } from './context.ts'
import { runThread } from './run-thread.ts'

const dayMs = 24 * 3600 * 1000
const lookMs = 3600 * 1000

export interface DailyCopy {
  stop(): Promise<void>
}

/** Copies the database once a day while the host lives, soon after its start where the last copy is older. */
export function keepDailyCopy(context: Pick<HostContext, 'store' | 'log' | 'now'>): DailyCopy {
  const { store, log, now } = context
  const stopping = new AbortController()
  let working: Promise<void> = Promise.resolve()

  const copyIfDue = async (): Promise<void> => {
    if (!isDue(store.path, now()) || store.runs.list(1).length === 0) return
    try {
      const copy = await runThread<DatabaseCopy>({
        source: 'database-copy-worker.ts',
        workerData: store.path,
        signal: stopping.signal,
      })
      log.write('info', `The database was copied to ${copy.path}.`, { bytes: copy.bytes })
    } catch (error) {
      if (stopping.signal.aborted) return
      const told = tellFault('copy-not-made', { reason: (error as Error).message.replace(/\.$/, '') })
      log.write('error', withHint(told), { error })
    }
  }
  const look = (): void => {
    working = working.then(copyIfDue)
  }
  look()
  const timer = setInterval(look, lookMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort(new Error('The host ends.'))
      await working
      removeUnfinishedCopies(store.path)
    },
  }
}

/** A copy that seems to come from the future was made before the clock was set back. */
function isDue(path: string, now: number): boolean {
  const daily = listCopies(path).find((copy) => copy.path.startsWith(copiesFolder(path)))
  const age = daily ? now - daily.madeAt : dayMs
  return age < 0 || age >= dayMs
}
