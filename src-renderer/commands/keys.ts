/** A key with its modifiers as commands write it: `Ctrl+Shift+Z`, `Alt+1`, `F1`, `?`. Ctrl is Command on a Mac. */
interface Chord {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

function readChord(keys: string): Chord {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  return { key, ctrl: parts.includes('Ctrl'), alt: parts.includes('Alt'), shift: parts.includes('Shift') }
}

/** Whether Shift is part of how the key is typed, as with `?`, and so says nothing by itself. */
const isSign = (key: string): boolean => key.length === 1 && key.toLowerCase() === key.toUpperCase()

export function matchesKeys(keys: string, press: KeyPress): boolean {
  const chord = readChord(keys)
  return (
    press.key.toLowerCase() === chord.key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === chord.ctrl &&
    press.altKey === chord.alt &&
    (press.shiftKey === chord.shift || (isSign(chord.key) && !chord.ctrl && !chord.alt))
  )
}

/** Whether it is pressed alone, so that it means text in a field and something else in a menu. */
export function isPlain(keys: string): boolean {
  const { key, ctrl, alt } = readChord(keys)
  return !ctrl && !alt && !/^F\d+$/.test(key)
}

const editing = new Set(['Ctrl+Z', 'Ctrl+Shift+Z', 'Ctrl+Y'])
const fields = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable="true"]'
const overlays = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'

/** Whether the keys may act as a command where the focus is: fields keep text and its undo, overlays all plain keys. */
export function mayAct(keys: string, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true
  if (target.closest(fields)) return !isPlain(keys) && !editing.has(keys)
  return !isPlain(keys) || target.closest(overlays) === null
}

/** As Electron writes it; null for plain keys, which a menu would take from every field. */
export function toAccelerator(keys: string): string | null {
  return isPlain(keys) ? null : keys.replace('Ctrl', 'CommandOrControl')
}

/** The keys one by one, for `kbd` elements. */
export const keyCaps = (keys: string): string[] => keys.split('+').map((key) => caps[key] ?? key)

const caps: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }
