/** What a key does in a table whose rows have the focus, one at a time. */
export type GridAction =
  | { readonly kind: 'move'; readonly to: number; readonly extends: boolean }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'open' }
  | { readonly kind: 'clear' }

export function gridAction(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  row: number,
  rows: number,
): GridAction | null {
  const move = (to: number): GridAction => ({
    kind: 'move',
    to: Math.min(Math.max(to, 0), rows - 1),
    extends: event.shiftKey,
  })
  switch (event.key) {
    case 'ArrowDown':
      return move(row + 1)
    case 'ArrowUp':
      return move(row - 1)
    case 'Home':
      return move(0)
    case 'End':
      return move(rows - 1)
    case ' ':
      return { kind: 'toggle' }
    case 'Enter':
      return { kind: 'open' }
    case 'Escape':
      return { kind: 'clear' }
    default:
      return null
  }
}

/** The selection after a click on a row: alone, added with Ctrl, up to there with Shift. */
export function selectByClick(
  event: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>,
  order: readonly string[],
  selected: readonly string[],
  id: string,
): readonly string[] {
  const last = selected.at(-1)
  if (event.shiftKey && last !== undefined) return selectRange(order, selected, last, id)
  if (!event.ctrlKey && !event.metaKey) return [id]
  return selected.includes(id) ? selected.filter((known) => known !== id) : [...selected, id]
}

/** Adds everything between two rows, both included. */
export function selectRange(
  order: readonly string[],
  selected: readonly string[],
  from: string,
  to: string,
): readonly string[] {
  const ends = [order.indexOf(from), order.indexOf(to)].toSorted((a, b) => a - b)
  const [start = 0, end = 0] = ends
  return [...new Set([...selected, ...order.slice(Math.max(start, 0), end + 1)])]
}
