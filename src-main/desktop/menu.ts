import { app, Menu } from 'electron'

/** Roles only: the system names and shortens them. */
export function createMenu(): Menu {
  const view = ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'toggleDevTools'] as const
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { label: 'File', submenu: [{ role: 'quit', label: `Quit ${app.name}` }] },
    { role: 'editMenu' },
    { label: 'View', submenu: view.map((role) => ({ role })) },
    { role: 'windowMenu' },
  ])
}
