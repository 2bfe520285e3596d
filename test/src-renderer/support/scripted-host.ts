import {
  AppError,
  type ConnectionState,
  type Reply,
  type SupervisedTransport,
} from '../../../src-main/contract/index.ts'

export interface ScriptedHost {
  readonly transport: SupervisedTransport
  /** Paths of the calls that were made, in order. */
  readonly calls: string[]
  answer(path: string, respond: (input: unknown) => unknown): void
  announce(path: string, payload: unknown): void
  connect(state: ConnectionState): void
}

/** What most tests are not about. */
const nothingKept = { 'trash.list': [], 'views.list': [] }

/** The other end of a transport: answers as it is told and announces what the test wants. */
export function scriptedHost(replies: Readonly<Record<string, unknown>> = {}): ScriptedHost {
  const responders = new Map<string, (input: unknown) => unknown>(
    Object.entries({ ...nothingKept, ...replies }).map(([path, value]) => [path, () => value]),
  )
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const observers = new Set<(state: ConnectionState) => void>()
  const calls: string[] = []
  let state: ConnectionState = 'connecting'

  return {
    calls,
    answer: (path, respond) => void responders.set(path, respond),
    announce(path, payload) {
      for (const listener of listeners.get(path) ?? []) listener(payload)
    },
    connect(next) {
      state = next
      for (const observer of observers) observer(next)
    },
    transport: {
      async call(path, input): Promise<Reply> {
        calls.push(path)
        const respond = responders.get(path)
        if (!respond) return { ok: false, error: { code: 'not-found', message: `Nothing answers ${path}.` } }
        try {
          return { ok: true, value: await respond(input) }
        } catch (error) {
          if (error instanceof AppError) return { ok: false, error: error.body }
          throw error
        }
      },
      subscribe(path, listener) {
        const group = listeners.get(path) ?? new Set()
        listeners.set(path, group.add(listener))
        return () => group.delete(listener)
      },
      onConnection(observer) {
        observers.add(observer)
        observer(state)
        return () => observers.delete(observer)
      },
    },
  }
}
