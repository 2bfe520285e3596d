import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { MenuCommands } from '../../../src-main/contract/index.ts'
import { listenToKeys } from '../../../src-renderer/commands/listen-to-keys.ts'
import { mirrorInNativeMenu } from '../../../src-renderer/commands/native-menu.ts'
import { useCommands } from '../../../src-renderer/commands/registry.ts'
import { shortcutGroups } from '../../../src-renderer/commands/shortcut-groups.ts'
import { settled, withStores } from '../support/with-stores.ts'

const type = (key: string, target: EventTarget = document.body): void =>
  void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

describe('registry of commands', () => {
  it('runs what the keys name while its component lives and while it is enabled', () => {
    withStores()
    const scope = effectScope()
    const done: string[] = []
    let isEnabled = false
    scope.run(() => {
      listenToKeys()
      useCommands().register([
        { id: 'compare', title: 'Compare', group: 'Runs', keys: ['C'], run: () => done.push('compare') },
        {
          id: 'tag',
          title: 'Tag',
          group: 'Runs',
          keys: ['T'],
          isEnabled: () => isEnabled,
          run: () => done.push('tag'),
        },
      ])
    })
    document.body.innerHTML = '<input type="text">'
    type('c')
    type('t')
    type('c', document.querySelector('input') ?? document.body)
    isEnabled = true
    type('t')
    scope.stop()
    type('c')
    expect(done).toEqual(['compare', 'tag'])
    expect(useCommands().list).toEqual([])
  })

  it('lets the screen that came last take a key', () => {
    withStores()
    const scope = effectScope()
    const done: string[] = []
    scope.run(() => {
      listenToKeys()
      useCommands().register([{ id: 'a', title: 'A', group: 'G', keys: ['x'], run: () => done.push('first') }])
      useCommands().register([{ id: 'b', title: 'B', group: 'G', keys: ['x'], run: () => done.push('last') }])
    })
    type('x')
    scope.stop()
    expect(done).toEqual(['last'])
  })

  it('shows each title once in the sheet, by group, with keys only', () => {
    const command = { id: 'a', title: 'Open', group: 'Tables', run: () => undefined }
    const hint = { title: 'Open', group: 'Tables', keys: ['Enter'] }
    const without = { ...command, title: 'Note' }
    expect(shortcutGroups([without], [hint, hint])).toEqual([{ title: 'Tables', shortcuts: [hint] }])
  })

  it('becomes the native menu as the desktop accepts it, and a choice there runs the command', async () => {
    withStores()
    const menus: unknown[] = []
    let choose: (id: string) => void = () => undefined
    const desktop = {
      setMenu: (menu: unknown) => menus.push(menu),
      onCommand: (listener: (id: string) => void) => {
        choose = listener
        return () => undefined
      },
    }
    Object.assign(window, { adversarium: desktop })
    const scope = effectScope()
    const done: string[] = []
    try {
      scope.run(() => {
        mirrorInNativeMenu()
        useCommands().register([
          {
            id: 'palette',
            title: 'Find anything',
            group: 'Everywhere',
            keys: ['Ctrl+K'],
            run: () => done.push('palette'),
          },
          { id: 'tag', title: 'Tag', group: 'Runs', keys: ['T'], isEnabled: () => false, run: () => done.push('tag') },
        ])
      })
      await settled()
      expect(MenuCommands.parse(menus.at(-1))).toEqual([
        { id: 'palette', title: 'Find anything', group: 'Everywhere', accelerator: 'CommandOrControl+K' },
      ])
      choose('palette')
      choose('tag')
      expect(done).toEqual(['palette'])
    } finally {
      scope.stop()
      Reflect.deleteProperty(window, 'adversarium')
    }
  })
})
