import type { HostContext } from '../context.ts'

type Context = Pick<HostContext, 'store'>

/** By store, what images of a dataset some conditions suit: plans ask for hundreds at once. */
const counts = new WeakMap<Context['store'], Map<string, number>>()

/** What `count` says, once for `key`. */
export function countOnce({ store }: Context, key: string, count: () => number): number {
  const known = counts.get(store) ?? new Map<string, number>()
  counts.set(store, known)
  const value = known.get(key) ?? count()
  known.set(key, value)
  return value
}

/** To be called whenever other files stand beside a dataset. */
export function forgetCounts({ store }: Context): void {
  counts.delete(store)
}
