const rowLabelWidth = 104
const columnLabelHeight = 88

export interface Margin {
  readonly left: number
  readonly top: number
}
/** Room for the labels; `text`: how much larger than usual text is. */
export const labelMargin = (text: number): Margin => ({ left: rowLabelWidth * text, top: columnLabelHeight * text })
/** px of a cell at each step of the zoom beyond what fits. */
export const zooms = [1, 1.5, 2, 3, 4, 6] as const

/** The last column labels lean over the right edge. */
const rightRoom = 44

const largestCell = 24
const smallestCell = 1

/** px: the largest cell at which all classes are seen, enlarged by the zoom. */
export function cellSize(
  classes: number,
  size: { width: number; height: number },
  zoom: number,
  margin: Margin = labelMargin(1),
): number {
  const room = Math.min(size.width - margin.left - rightRoom, size.height - margin.top - 4)
  const fitting = Math.min(largestCell, Math.max(smallestCell, room / Math.max(1, classes)))
  const cell = fitting * zoom
  return cell >= 4 ? Math.floor(cell) : cell
}
