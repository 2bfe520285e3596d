import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Menu, type BrowserWindow } from 'electron'
import { DialogKind, MenuCommands, type MenuCommand } from '../contract/desktop.ts'
import { windowChannels } from '../contract/window-channels.ts'
import { choosePath } from './choose-path.ts'
import type { GrantedPaths } from './granted-paths.ts'
import type { LastFolders } from './last-folders.ts'
import type { WindowEars } from './listen-to-window.ts'
import { menuTemplate } from './menu.ts'

/** What the window asks of the system: dialogs, paths of dropped files, the native menu. */
export function offerNative(
  ears: WindowEars,
  window: BrowserWindow,
  paths: Pick<GrantedPaths, 'grant'>,
  folders: LastFolders,
): void {
  const setMenu = (commands: readonly MenuCommand[]): void => {
    const run = (id: string): void => window.webContents.send(windowChannels.command, id)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(commands, run)))
  }
  setMenu([])
  ears.on(windowChannels.setMenu, (given) => {
    const { data } = MenuCommands.safeParse(given)
    if (data) setMenu(data)
  })
  ears.handle<string | null>(windowChannels.choosePath, null, async (given) => {
    const { data: kind } = DialogKind.safeParse(given)
    const path = kind === undefined ? null : await choosePath(window, kind, folders)
    if (path !== null) paths.grant(path)
    return path
  })
  ears.handle<string | null>(windowChannels.grantDropped, null, (path) => {
    if (typeof path !== 'string' || !isAbsolute(path) || !existsSync(path)) return null
    paths.grant(path)
    return path
  })
}
