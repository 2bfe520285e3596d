import type { Transport } from '../contract/index.ts'
import type { Bus } from './bus.ts'
import type { Dispatch } from './dispatch.ts'

/** The way to a host in the same process. */
export function createDirectTransport(dispatch: Dispatch, bus: Pick<Bus, 'subscribe'>): Transport {
  return { call: dispatch, subscribe: bus.subscribe }
}
