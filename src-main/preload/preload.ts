import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Desktop, HostElsewhere } from '../contract/desktop.ts'
import { contract } from '../contract/index.ts'
import { memberKind } from '../contract/member-kind.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { ConnectionState, ErrorBody, Reply } from '../contract/wire.ts'

/** One transport, names of the contract only; the page never sees an Electron object. */
const listeners = new Map<string, Set<(payload: unknown) => void>>()
const observers = new Set<(state: ConnectionState) => void>()
const commandListeners = new Set<(id: string) => void>()

ipcRenderer.on(windowChannels.event, (_event, path: string, payload: unknown) => {
  for (const listener of listeners.get(path) ?? []) listener(payload)
})
ipcRenderer.on(windowChannels.connection, (_event, state: ConnectionState) => {
  for (const observer of observers) observer(state)
})
ipcRenderer.on(windowChannels.command, (_event, id: string) => {
  for (const listener of commandListeners) listener(id)
})

const refuse = (path: string): never => {
  throw new Error(`"${path}" is not part of the contract.`)
}

const desktop: Desktop = {
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
      if (group.delete(listener) && group.size === 0) ipcRenderer.send(windowChannels.unsubscribe, path)
    }
  },
  onConnection(observer) {
    observers.add(observer)
    void ipcRenderer.invoke(windowChannels.readConnection).then((state: ConnectionState) => observer(state))
    return () => observers.delete(observer)
  },
  choosePath: (kind) => ipcRenderer.invoke(windowChannels.choosePath, kind) as Promise<string | null>,
  async pathOfDropped(file) {
    if (!(file instanceof File)) return null
    // Empty for a file that the page made itself: only a drop of the system's has a path.
    const path = webUtils.getPathForFile(file)
    return path === '' ? null : ((await ipcRenderer.invoke(windowChannels.grantDropped, path)) as string | null)
  },
  host: ipcRenderer.sendSync(windowChannels.readHost) as HostElsewhere | null,
  keptHosts: () => ipcRenderer.invoke(windowChannels.keptHosts) as Promise<HostElsewhere[]>,
  forgetHost: (address) => ipcRenderer.send(windowChannels.forgetHost, address),
  attach: (host) => ipcRenderer.invoke(windowChannels.attach, host) as Promise<ErrorBody | null>,
  workHere: () => ipcRenderer.invoke(windowChannels.workHere) as Promise<ErrorBody | null>,
  setMenu: (commands) => ipcRenderer.send(windowChannels.setMenu, commands),
  onCommand(listener) {
    commandListeners.add(listener)
    return () => commandListeners.delete(listener)
  },
}

contextBridge.exposeInMainWorld('adversarium', desktop)
