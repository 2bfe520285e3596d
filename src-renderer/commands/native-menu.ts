import { onScopeDispose, watch } from 'vue'
import type { MenuCommand } from '../../src-main/contract/index.ts'
import { toAccelerator } from './keys.ts'
import { useCommands } from './registry.ts'

/** Keeps the desktop's menu as the registry is; nothing happens in a browser. */
export function mirrorInNativeMenu(): void {
  const desktop = window.adversarium
  if (typeof desktop?.setMenu !== 'function') return
  const commands = useCommands()
  watch(
    () =>
      commands.list
        .filter((command) => commands.isEnabled(command))
        .map(({ id, title, group, keys }): MenuCommand => ({
          id,
          title,
          group,
          accelerator: keys?.map(toAccelerator).find((keys) => keys !== null) ?? null,
        })),
    (menu, before) => {
      if (JSON.stringify(menu) !== JSON.stringify(before)) desktop.setMenu(menu)
    },
    { immediate: true },
  )
  onScopeDispose(desktop.onCommand((id) => commands.run(id)))
}
