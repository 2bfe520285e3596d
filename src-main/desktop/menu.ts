import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../contract/desktop.ts'
import { programName } from './program-name.ts'

type Item = MenuItemConstructorOptions

/** Menus that every program has; the system names, shortens and fills them. The interface's own stand before `last`. */
const first: Readonly<Record<string, readonly Item[]>> = {
  File: [{ role: 'quit', label: `Quit ${programName}` }],
  Edit: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  View: [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
}
const last: Readonly<Record<string, readonly Item[]>> = {
  Window: [{ role: 'minimize' }, { role: 'close' }],
  Help: [],
}

/** The menu bar: a menu for each group of commands, in the order in which they come, among those that are always there. */
export function menuTemplate(commands: readonly MenuCommand[], run: (id: string) => void): Item[] {
  const groups = Map.groupBy(commands, ({ group }) => group)
  const own = [...groups.keys()].filter((label) => !Object.hasOwn(first, label) && !Object.hasOwn(last, label))
  const menu = (label: string, roles: readonly Item[] = []): Item => {
    const items = (groups.get(label) ?? []).map((command) => toItem(command, run))
    const rule: Item[] = items.length > 0 && roles.length > 0 ? [{ type: 'separator' }] : []
    return { label, submenu: [...items, ...rule, ...roles] }
  }
  const menus = [
    ...Object.entries(first).map(([label, roles]) => menu(label, roles)),
    ...own.map((label) => menu(label)),
    ...Object.entries(last).map(([label, roles]) => menu(label, roles)),
  ]
  const appMenu: Item[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [...appMenu, ...menus.filter(({ submenu }) => Array.isArray(submenu) && submenu.length > 0)]
}

function toItem({ id, title, accelerator }: MenuCommand, run: (id: string) => void): Item {
  return {
    label: title.replaceAll('&', '&&'),
    // Shown only: the page listens to its keys itself, and would otherwise hear each of them twice.
    ...(accelerator === null ? {} : { accelerator: accelerator.replace('Arrow', ''), registerAccelerator: false }),
    click: () => run(id),
  }
}
