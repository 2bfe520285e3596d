import { steps } from '../colormaps/color-map.ts'
import type { ConfusionColors } from './confusion-colors.ts'
import { strongest, type Counts } from './confusion.ts'

/** Above this many classes cells are too small for figures. */
export const mostWithDigits = 25

export interface ConfusionDrawing {
  readonly values: Counts
  /** Class of each row and column. */
  readonly order: readonly number[]
  readonly names: readonly string[]
  /** How values are coloured: by how many, or by how many more or fewer than the other run's. */
  readonly mode: 'count' | 'change'
  /** px. */
  readonly cell: number
  /** px from the matrix's corner to the visible part's. */
  readonly scroll: { readonly x: number; readonly y: number }
  /** px of the row labels' width and the column labels' height. */
  readonly margin: { readonly left: number; readonly top: number }
  readonly size: { readonly width: number; readonly height: number }
  readonly selected: { readonly truth: readonly number[]; readonly predicted: readonly number[] }
  /** Row and column of the cell under the pointer or the keys. */
  readonly cursor: { readonly row: number; readonly column: number } | null
}

export const hasDigits = (classes: number): boolean => classes < mostWithDigits

/** Row and column at a point of the canvas; null beside the matrix. A label belongs to the whole row or column. */
export function cellAt(
  drawing: Pick<ConfusionDrawing, 'cell' | 'scroll' | 'margin' | 'order'>,
  x: number,
  y: number,
): { row: number | null; column: number | null } | null {
  const { cell, scroll, margin, order } = drawing
  const place = (position: number, offset: number, start: number): number | null =>
    position < start ? null : Math.floor((position - start + offset) / cell)
  const row = place(y, scroll.y, margin.top)
  const column = place(x, scroll.x, margin.left)
  const isOutside = (index: number | null): boolean => index !== null && index >= order.length
  return (row === null && column === null) || isOutside(row) || isOutside(column) ? null : { row, column }
}

export function drawConfusion(
  context: CanvasRenderingContext2D,
  drawing: ConfusionDrawing,
  colors: ConfusionColors,
): void {
  const { size, margin } = drawing
  context.clearRect(0, 0, size.width, size.height)
  context.font = `${colors.fontSize}px ${colors.font}`
  context.textBaseline = 'middle'
  context.save()
  context.beginPath()
  context.rect(margin.left, margin.top, size.width - margin.left, size.height - margin.top)
  context.clip()
  drawCells(context, drawing, colors)
  drawMarks(context, drawing, colors)
  context.restore()
  drawLabels(context, drawing, colors)
}

function drawCells(context: CanvasRenderingContext2D, drawing: ConfusionDrawing, colors: ConfusionColors): void {
  const { values, order, cell, mode } = drawing
  const most = strongest(values)
  const printed = hasDigits(order.length) && cell >= colors.fontSize
  const gap = cell >= 6 ? 1 : 0
  context.textAlign = 'center'
  for (const [row, truth] of order.entries()) {
    const y = top(drawing, row)
    if (y + cell < drawing.margin.top || y > drawing.size.height) continue
    for (const [column, predicted] of order.entries()) {
      const value = values[truth]?.[predicted] ?? 0
      if (value === 0) continue
      const x = left(drawing, column)
      const isDiagonal = truth === predicted
      fill(context, colors, { value: value / most, mode, isDiagonal, strength: printed ? colors.heatStrength : 1 })
      context.fillRect(x, y, cell - gap, cell - gap)
      context.globalAlpha = 1
      if (!printed) continue
      context.fillStyle = isDiagonal ? colors.textSecondary : colors.text
      const text = mode === 'change' && value > 0 ? `+${value}` : String(value).replace('-', '−')
      if (context.measureText(text).width > cell) continue
      context.fillText(text, x + cell / 2, y + cell / 2 + 0.5)
    }
  }
}

function fill(
  context: CanvasRenderingContext2D,
  colors: ConfusionColors,
  of: { value: number; mode: 'count' | 'change'; isDiagonal: boolean; strength: number },
): void {
  if (of.isDiagonal) {
    context.fillStyle = colors.grid
    return
  }
  if (of.mode === 'count') {
    context.globalAlpha = of.strength * (0.12 + 0.88 * of.value)
    context.fillStyle = colors.accent
    return
  }
  // More confusion is the bad, warm end.
  const step = Math.round(((1 - of.value * of.strength) / 2) * (steps - 1)) * 3
  const [red = 0, green = 0, blue = 0] = colors.signed.table.slice(step, step + 3)
  context.fillStyle = `rgb(${red}, ${green}, ${blue})`
}

function drawMarks(context: CanvasRenderingContext2D, drawing: ConfusionDrawing, colors: ConfusionColors): void {
  const { order, cell, selected, cursor } = drawing
  const extent = order.length * cell
  context.strokeStyle = colors.accent
  context.lineWidth = 2
  for (const [place, index] of order.entries()) {
    if (selected.truth.includes(index)) context.strokeRect(left(drawing, 0), top(drawing, place), extent, cell)
    if (selected.predicted.includes(index)) context.strokeRect(left(drawing, place), top(drawing, 0), cell, extent)
  }
  context.strokeStyle = colors.grid
  context.lineWidth = 1
  context.strokeRect(left(drawing, 0) - 0.5, top(drawing, 0) - 0.5, extent, extent)
  if (!cursor) return
  context.strokeStyle = colors.text
  context.lineWidth = 2
  context.strokeRect(left(drawing, cursor.column), top(drawing, cursor.row), cell, cell)
}

function drawLabels(context: CanvasRenderingContext2D, drawing: ConfusionDrawing, colors: ConfusionColors): void {
  const { order, names, cell, margin, size, selected } = drawing
  const every = Math.max(1, Math.ceil(colors.fontSize / cell))
  for (const [place, index] of order.entries()) {
    const name = names[index] ?? String(index)
    const middle = { x: left(drawing, place) + cell / 2, y: top(drawing, place) + cell / 2 }
    const isShown = (isSelected: boolean): boolean => isSelected || place % every === 0
    const style = (isSelected: boolean): void => {
      context.fillStyle = isSelected ? colors.text : colors.textSecondary
      context.font = `${isSelected ? 600 : 400} ${colors.fontSize}px ${colors.font}`
    }
    const isRow = selected.truth.includes(index)
    if (isShown(isRow) && middle.y >= margin.top && middle.y <= size.height) {
      style(isRow)
      context.textAlign = 'right'
      context.fillText(name, margin.left - 6, middle.y, margin.left - 8)
    }
    const isColumn = selected.predicted.includes(index)
    if (isShown(isColumn) && middle.x >= margin.left && middle.x <= size.width) {
      style(isColumn)
      context.save()
      context.translate(middle.x + 2, margin.top - 6)
      context.rotate(-Math.PI / 3)
      context.textAlign = 'left'
      context.fillText(name, 0, 0, (margin.top - 8) / Math.sin(Math.PI / 3))
      context.restore()
    }
  }
}

const left = ({ margin, scroll, cell }: ConfusionDrawing, column: number): number =>
  margin.left - scroll.x + column * cell
const top = ({ margin, scroll, cell }: ConfusionDrawing, row: number): number => margin.top - scroll.y + row * cell
