import type { KeyHint } from './registry.ts'

const group = 'Tables'

/** What the keys do in a table whose row has the focus. */
export const tableHints: readonly KeyHint[] = [
  { title: 'Move between rows', group, keys: ['ArrowUp', 'ArrowDown'] },
  { title: 'First and last row', group, keys: ['Home', 'End'] },
  { title: 'Select the row', group, keys: ['Space'] },
  { title: 'Extend the selection', group, keys: ['Shift+ArrowDown', 'Shift+ArrowUp'] },
  { title: 'Open', group, keys: ['Enter'] },
  { title: 'Clear the selection', group, keys: ['Esc'] },
]
