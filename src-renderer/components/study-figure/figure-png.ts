import type { ChartTheme } from '../../charts/theme.ts'
import { titledPng } from '../../charts/titled-png.ts'
import { percent } from '../../lib/format.ts'
import { captionHeight, drawCell, gap, resolution } from '../misclassified/layers-png.ts'
import { wrapText } from '../misclassified/wrap-text.ts'
import type { FigurePicture, PictureRow } from './figure-picture.ts'

/** px */
const headingHeight = 28
const runWidth = 120
const topFiveWidth = 200
const smallestCell = 148
const lineHeight = 18

/** The whole figure in one picture. */
export function figurePng(picture: FigurePicture, colors: ChartTheme): Promise<Blob> {
  const theme = { ...colors, fontSize: 11 }
  const side = { width: picture.size.width * picture.scale, height: picture.size.height * picture.scale }
  const room = Math.max(smallestCell, side.width)
  const rowHeight = Math.max(side.height + 2 * captionHeight, 6 * lineHeight) + gap
  const rows = picture.panels.flatMap((panel) => panel.rows)
  const columns = Math.max(1, ...rows.map(({ cells }) => cells.length))

  const canvas = document.createElement('canvas')
  canvas.width = (runWidth + columns * (room + gap) + topFiveWidth) * resolution
  const notesHeight = picture.notes.length * lineHeight
  canvas.height = (picture.panels.length * headingHeight + rows.length * rowHeight + notesHeight) * resolution
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.scale(resolution, resolution)
  context.imageSmoothingEnabled = false
  let y = 0
  for (const { heading, rows: own } of picture.panels) {
    write(context, heading, { x: 0, y: y + 18, weight: 600 }, theme)
    y += headingHeight
    for (const row of own) {
      drawSubject(context, row, { x: 0, y: y + 14 }, theme)
      for (const [at, cell] of row.cells.entries()) {
        drawCell(context, cell, { x: runWidth + at * (room + gap), y, ...side, room }, theme)
      }
      drawTopFive(context, row, { x: runWidth + columns * (room + gap), y }, theme)
      y += rowHeight
    }
  }
  for (const [at, note] of picture.notes.entries()) {
    write(context, note, { x: 0, y: y + 14 + at * lineHeight, weight: 400, width: canvas.width / resolution }, theme)
  }
  return titledPng(canvas, resolution, picture, theme)
}

/** The run, and what was done to the image. */
function drawSubject(
  context: CanvasRenderingContext2D,
  { run, title }: PictureRow,
  { x, y }: { readonly x: number; readonly y: number },
  theme: ChartTheme,
): void {
  context.font = `600 ${theme.fontSize}px ${theme.font}`
  const measure = (text: string): number => context.measureText(text).width
  const lines = [
    ...wrapText(run, runWidth - gap, measure).map((text) => ({ text, weight: 600 })),
    ...wrapText(title, runWidth - gap, measure).map((text) => ({ text, weight: 400 })),
  ]
  for (const [at, { text, weight }] of lines.entries()) {
    write(context, text, { x, y: y + at * lineHeight, weight, width: runWidth - gap }, theme)
  }
}

function drawTopFive(
  context: CanvasRenderingContext2D,
  { topFive }: PictureRow,
  { x, y }: { readonly x: number; readonly y: number },
  theme: ChartTheme,
): void {
  for (const [at, { name, probability, isTrue }] of topFive.entries()) {
    const line = { y: y + captionHeight + 12 + at * lineHeight, weight: at === 0 ? 600 : 400 }
    write(context, isTrue ? `${name} (true)` : name, { ...line, x, width: topFiveWidth - 60 }, theme)
    write(context, percent(probability), { ...line, x: x + topFiveWidth - 52 }, theme)
  }
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  { x, y, weight, width }: { x: number; y: number; weight: number; width?: number },
  theme: ChartTheme,
): void {
  context.font = `${weight} ${theme.fontSize}px ${theme.font}`
  context.fillStyle = theme.text
  context.fillText(text, x, y, width)
}
