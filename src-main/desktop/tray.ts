import { Menu, nativeImage, Tray } from 'electron'
import { programName } from './program-name.ts'

export interface TrayIcon {
  setSummary(text: string): void
  remove(): void
}

/** The icon that stands for the program while its window is closed and a run goes on. */
export function createTray(icon: string, show: () => void, quit: () => void): TrayIcon {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 22, height: 22 }))
  const menu = (summary: string): Menu =>
    Menu.buildFromTemplate([
      { label: summary, enabled: false },
      { label: `Show ${programName}`, click: show },
      { type: 'separator' },
      { label: 'Stop the run and quit', click: quit },
    ])
  tray.on('click', show)
  return {
    setSummary(text) {
      tray.setToolTip(text)
      tray.setContextMenu(menu(text))
    },
    remove: () => tray.destroy(),
  }
}
