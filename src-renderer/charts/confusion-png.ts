import { drawConfusion, hasDigits, type ConfusionDrawing } from './confusion-canvas.ts'
import type { ConfusionColors } from './confusion-colors.ts'
import { titledPng } from './titled-png.ts'

/** px of a cell that holds a figure, and of one that has to be told from its neighbours. */
const cellWithDigits = 24
const plainCell = 12

const margin = { left: 128, top: 104 }
/** The last column labels lean over the right edge. */
const rightRoom = 60

/** The whole matrix, whatever part of it is on the screen, with every label. */
export function confusionPng(
  drawn: Pick<ConfusionDrawing, 'values' | 'order' | 'names' | 'mode'>,
  heading: { readonly title: string; readonly detail: string },
  colors: ConfusionColors,
): Promise<Blob> {
  const isSmall = hasDigits(drawn.order.length)
  const cell = isSmall ? cellWithDigits : plainCell
  // Twice as fine where that stays a picture that programs open.
  const scale = isSmall ? 2 : 1
  const extent = cell * drawn.order.length
  const size = { width: margin.left + extent + rightRoom, height: margin.top + extent + 4 }
  const picture = document.createElement('canvas')
  picture.width = size.width * scale
  picture.height = size.height * scale
  const context = picture.getContext('2d') as CanvasRenderingContext2D
  context.scale(scale, scale)
  const none = { scroll: { x: 0, y: 0 }, selected: { truth: [], predicted: [] }, cursor: null }
  // The size of the screen's text is no affair of a file's.
  const look = { ...colors, fontSize: 11 }
  drawConfusion(context, { ...drawn, ...none, cell, margin, size }, look)
  return titledPng(picture, scale, heading, look)
}
