import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import {
  contract,
  createClient,
  type Client,
  type ConnectionState,
  type Desktop,
  type SupervisedTransport,
} from '../src-main/contract/index.ts'
import { hostAddress } from './transport/host-address.ts'
import { createWebSocketTransport } from './transport/web-socket-transport.ts'

declare global {
  interface Window {
    /** Exposed by the preload script; absent in a browser. */
    readonly adversarium?: Desktop
  }
}

/** What stores and views may ask of the host. */
export interface Api {
  readonly client: Client
  readonly connection: Readonly<ShallowRef<ConnectionState>>
  /**
   * Calls `load` whenever the connection stands, so also after it was lost. Subscribe before, so that nothing is missed
   * in between.
   */
  whenConnected(load: () => Promise<void>): void
}

export const apiKey: InjectionKey<Api> = Symbol('api')

export function createApi(transport: SupervisedTransport): Api {
  const connection = shallowRef<ConnectionState>('connecting')
  const loads: (() => Promise<void>)[] = []
  transport.onConnection((state) => {
    connection.value = state
    if (state === 'connected') for (const load of loads) void load()
  })
  return {
    client: createClient(contract, transport),
    connection,
    whenConnected(load) {
      loads.push(load)
      if (connection.value === 'connected') void load()
    },
  }
}

/** Electron's preload where it is there, else the host that served this page. */
export function connectToHost(): Api {
  const transport = window.adversarium ?? createWebSocketTransport(hostAddress(location, history, sessionStorage))
  return createApi(transport)
}

export function useApi(): Api {
  const api = inject(apiKey)
  if (!api) throw new Error('The application provides no api.')
  return api
}
