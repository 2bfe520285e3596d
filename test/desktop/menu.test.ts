import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { MenuCommands, type MenuCommand } from '../../src-main/contract/index.ts'
import { menuTemplate } from '../../src-main/desktop/menu.ts'

const command = (id: string, group: string, accelerator: string | null = null): MenuCommand => ({
  id,
  title: `Do ${id}`,
  group,
  accelerator,
})
const items = (menu: MenuItemConstructorOptions | undefined) => menu?.submenu as MenuItemConstructorOptions[]

describe('the native menu', () => {
  it('has the interface’s commands by group beside the roles of the system', () => {
    const chosen: string[] = []
    const template = menuTemplate(
      [command('new-run', 'File', 'CommandOrControl+N'), command('stop', 'Run'), command('undo', 'Edit')],
      (id) => chosen.push(id),
    )
    expect(template.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Run', 'Window'])
    const file = items(template[0])
    expect(file.map(({ label, type }) => label ?? type)).toEqual(['Do new-run', 'separator', 'Quit Adversarium'])
    expect(items(template[1]).map(({ label, role }) => label ?? role)).toContain('copy')
    ;(file[0]?.click as () => void)()
    ;(items(template[3])[0]?.click as () => void)()
    expect(chosen).toEqual(['new-run', 'stop'])
  })

  it('shows keys without listening to them, as Electron names them', () => {
    const [file] = menuTemplate([command('up', 'File', 'Alt+ArrowUp')], () => undefined)
    expect(items(file)[0]).toMatchObject({ accelerator: 'Alt+Up', registerAccelerator: false })
  })

  it('takes no command that is not as the contract says', () => {
    const right = command('stop', 'Run', 'CommandOrControl+Shift+K')
    expect(MenuCommands.safeParse([right, command('help', 'Help', 'F1'), command('a', 'Go', 'Alt+1')]).success).toBe(
      true,
    )
    const wrong = [
      { ...right, id: 'Stop it' },
      { ...right, accelerator: 'Ctrl K' },
      { ...right, accelerator: 'CommandOrControl+' },
      { ...right, click: 'more' },
      { ...right, title: '' },
    ]
    for (const one of wrong) expect(MenuCommands.safeParse([one]).success).toBe(false)
    expect(MenuCommands.safeParse(Array.from({ length: 201 }, () => right)).success).toBe(false)
  })
})
