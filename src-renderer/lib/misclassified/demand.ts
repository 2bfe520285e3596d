import { shallowReactive, toRaw } from 'vue'
import { AppError } from '../../../src-main/contract/index.ts'

/** Values that are fetched while somebody looks at them, and forgotten when too many others came after them. */
export interface Demand<K, V> {
  /** Reactive for this key alone. */
  get(key: K): V | undefined
  /** Why this key could not be fetched; it is not asked for again before `retry`. */
  failure(key: K): AppError | undefined
  /** What is looked at now, most urgent first. Requests for anything else are no longer waited for. */
  want(keys: readonly K[]): void
  /** Asks again for what failed. */
  retry(): void
  /** Drops what these keys had, answers under way and failures among them; what is wanted of it is asked for anew. */
  forget(isStale: (key: K) => boolean): void
}

export interface DemandOptions<K, V> {
  /** An error in the place of a value is why this key has none. The signal says that nobody wants any of these keys any more. */
  load(keys: readonly K[], signal: AbortSignal): Promise<Iterable<readonly [K, V | AppError]>>
  /** Keys in one request, at most. */
  readonly batch: number
  /** Requests at the same time, at most. */
  readonly parallel: number
  /** Values kept; what is wanted stays in any case. */
  readonly capacity: number
}

interface Request<K> {
  readonly keys: readonly K[]
  readonly controller: AbortController
  /** Whether its answer is of what was forgotten since. */
  isStale: boolean
}

export function createDemand<K, V>({ load, batch, parallel, capacity }: DemandOptions<K, V>): Demand<K, V> {
  const values = shallowReactive(new Map<K, V>())
  const failures = shallowReactive(new Map<K, AppError>())
  /** Keys of values, the longest unwanted first. */
  const recency = new Set<K>()
  const requests = new Set<Request<K>>()
  let wanted: ReadonlySet<K> = new Set()

  const store = (key: K, value: V): void => {
    values.set(key, value)
    recency.delete(key)
    recency.add(key)
  }
  const makeRoom = (): void => {
    for (const key of recency) {
      if (recency.size <= capacity) return
      if (wanted.has(key)) continue
      recency.delete(key)
      values.delete(key)
    }
  }

  const start = async (keys: readonly K[]): Promise<void> => {
    const request: Request<K> = { keys, controller: new AbortController(), isStale: false }
    requests.add(request)
    try {
      const loaded = await load(keys, request.controller.signal)
      if (request.isStale) return
      for (const [key, value] of loaded) {
        if (value instanceof AppError) failures.set(key, value)
        else store(key, value)
      }
      makeRoom()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (!request.controller.signal.aborted) for (const key of keys) failures.set(key, error)
    } finally {
      requests.delete(request)
      fill()
    }
  }
  const fill = (): void => {
    // Raw: who wants something must not thereby depend on everything that comes.
    const known = toRaw(values)
    const failed = toRaw(failures)
    while (requests.size < parallel) {
      const underWay = new Set([...requests].flatMap(({ keys }) => keys))
      const missing = [...wanted].filter((key) => !known.has(key) && !failed.has(key) && !underWay.has(key))
      if (missing.length === 0) return
      void start(missing.slice(0, batch))
    }
  }

  const giveUp = (request: Request<K>): void => {
    requests.delete(request)
    request.controller.abort()
  }

  return {
    get: (key) => values.get(key),
    failure: (key) => failures.get(key),
    want(keys) {
      wanted = new Set(keys)
      for (const key of wanted) if (recency.delete(key)) recency.add(key)
      for (const request of requests) {
        if (!request.keys.some((key) => wanted.has(key))) giveUp(request)
      }
      fill()
    },
    retry() {
      failures.clear()
      fill()
    },
    forget(isStale) {
      for (const key of [...values.keys()].filter(isStale)) {
        recency.delete(key)
        values.delete(key)
      }
      for (const key of [...failures.keys()].filter(isStale)) failures.delete(key)
      for (const request of requests) {
        if (!request.keys.some(isStale)) continue
        request.isStale = true
        giveUp(request)
      }
      fill()
    },
  }
}
