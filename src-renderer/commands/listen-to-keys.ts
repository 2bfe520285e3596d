import { onScopeDispose } from 'vue'
import { matchesKeys, mayAct } from './keys.ts'
import { useCommands } from './registry.ts'

/** Runs the command whose keys are pressed, unless what has the focus took them or needs them for itself. */
export function listenToKeys(): void {
  const commands = useCommands()
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const pressed = commands.list.find(
      (command) =>
        command.keys?.some((keys) => matchesKeys(keys, event) && mayAct(keys, event.target)) &&
        commands.isEnabled(command),
    )
    if (!pressed) return
    event.preventDefault()
    pressed.run()
  }
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => window.removeEventListener('keydown', onKeydown))
}
