import { contextBridge, ipcRenderer } from 'electron'
import { contract } from '../contract/index.ts'
import { memberKind } from '../contract/member-kind.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { ConnectionState, Reply, SupervisedTransport } from '../contract/wire.ts'

/** One transport, names of the contract only; the page never sees an Electron object. */
const listeners = new Map<string, Set<(payload: unknown) => void>>()
const observers = new Set<(state: ConnectionState) => void>()

ipcRenderer.on(windowChannels.event, (_event, path: string, payload: unknown) => {
  for (const listener of listeners.get(path) ?? []) listener(payload)
})
ipcRenderer.on(windowChannels.connection, (_event, state: ConnectionState) => {
  for (const observer of observers) observer(state)
})

const refuse = (path: string): never => {
  throw new Error(`"${path}" is not part of the contract.`)
}

const transport: SupervisedTransport = {
  call(path, input) {
    if (memberKind(contract, path) !== 'call') refuse(path)
    return ipcRenderer.invoke(windowChannels.call, path, input) as Promise<Reply>
  },
  subscribe(path, listener) {
    if (memberKind(contract, path) !== 'event') refuse(path)
    const group = listeners.get(path) ?? new Set()
    if (group.size === 0) ipcRenderer.send(windowChannels.subscribe, path)
    listeners.set(path, group.add(listener))
    return () => {
      group.delete(listener)
      if (group.size === 0) ipcRenderer.send(windowChannels.unsubscribe, path)
    }
  },
  onConnection(observer) {
    observers.add(observer)
    void ipcRenderer.invoke(windowChannels.readConnection).then((state: ConnectionState) => observer(state))
    return () => observers.delete(observer)
  },
}

contextBridge.exposeInMainWorld('adversarium', transport)
