import { contract, type Emit } from '../contract/index.ts'
import type { Log } from './log.ts'

type Listener = (payload: unknown) => void

export interface Bus {
  readonly emit: Emit
  /** Returns the function that ends the subscription. Unknown names are refused. */
  subscribe(path: string, listener: Listener): () => void
}

/** Announcements to every subscriber in this process. A listener that throws disturbs nobody else. */
export function createBus(log: Log): Bus {
  const listeners = new Map<string, Set<Listener>>()
  return {
    emit(namespace, name, payload) {
      for (const listener of listeners.get(`${namespace}.${name}`) ?? []) {
        try {
          listener(payload)
        } catch (error) {
          log.write('error', 'A listener failed.', { event: `${namespace}.${name}`, error })
        }
      }
    },
    subscribe(path, listener) {
      if (!isEvent(path)) throw new Error(`The contract has no event "${path}".`)
      const set = listeners.get(path) ?? new Set()
      listeners.set(path, set.add(listener))
      return () => set.delete(listener)
    },
  }
}

const events = new Set(
  Object.entries(contract).flatMap(([namespace, members]) =>
    Object.entries(members)
      .filter(([, member]) => member.kind === 'event')
      .map(([name]) => `${namespace}.${name}`),
  ),
)

export function isEvent(path: unknown): path is string {
  return typeof path === 'string' && events.has(path)
}
