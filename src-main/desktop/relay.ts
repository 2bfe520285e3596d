import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { contract } from '../contract/index.ts'
import { memberKind } from '../contract/member-kind.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { Reply } from '../contract/wire.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import { isOwnPage } from './security.ts'

/** Hands the window's calls to the host. Only our own page's main frame is heard, and only names of the contract. */
export function relay(window: BrowserWindow, host: HostSupervisor): void {
  const isTrusted = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    senderFrame !== null && senderFrame === window.webContents.mainFrame && isOwnPage(senderFrame.url)

  ipcMain.handle(windowChannels.call, (event, path: unknown, input: unknown): Promise<Reply> | Reply => {
    if (!isTrusted(event)) return refused('The sender is not the window.')
    if (memberKind(contract, path) !== 'call') return refused(`"${String(path)}" is not part of the contract.`)
    return host.call(path as string, input)
  })
  ipcMain.handle(windowChannels.readConnection, () => host.state)
  ipcMain.on(windowChannels.subscribe, (event, path: unknown) => {
    if (isTrusted(event) && memberKind(contract, path) === 'event') host.subscribe(path as string)
  })
  ipcMain.on(windowChannels.unsubscribe, (event, path: unknown) => {
    if (isTrusted(event) && memberKind(contract, path) === 'event') host.unsubscribe(path as string)
  })
}

const refused = (message: string): Reply => ({ ok: false, error: { code: 'unauthorized', message } })
