import { titledPng } from '../../charts/titled-png.ts'
import type { ChartTheme } from '../../charts/theme.ts'
import type { ColorMap } from '../../colormaps/color-map.ts'
import { overlay, paintMap } from '../../colormaps/paint-map.ts'
import { percent } from '../../lib/format.ts'
import { threeDigits, valueRange } from '../../lib/misclassified/format-map.ts'
import { toRgba, type PixelImage } from '../images/pixel-image.ts'
import { limitOf, verdictOf, type ImageRow, type ShownLayer } from './layer-row.ts'
import { wrapText } from './wrap-text.ts'

/** What the screen of an image shows, on its way to a file. */
export interface LayersPicture {
  readonly rows: readonly ImageRow[]
  readonly names: readonly string[]
  readonly colors: ColorMap
  readonly opacity: number
  readonly isShared: boolean
  /** Pixels of the screen for each of the image. */
  readonly scale: number
  readonly title: string
  readonly detail: string
  /** Its name without what tells its format. */
  readonly file: string
}

type CellLook = Pick<LayersPicture, 'rows' | 'names' | 'colors' | 'opacity' | 'isShared'>

/** px; pixels of the file for each px, whole so that the image's pixels stay square. */
export const resolution = 2
export const captionHeight = 20
export const gap = 12
const smallestCell = 192

/** An image or a map with what stands around it. */
export interface Cell {
  readonly image: PixelImage | null
  readonly caption: string
  readonly note: string
  /** What stands in the place of a picture. */
  readonly sentence: string | null
}

/** All layers of all rows in one picture, captions above, ranges of values below. */
export function layersPng(picture: LayersPicture, colors: ChartTheme): Promise<Blob> {
  const theme = { ...colors, fontSize: 11 }
  const grid = picture.rows.map((row) => cellsOf(row, picture))
  const [first] = picture.rows.flatMap((row) => row.image ?? [])
  const side = { width: (first?.width ?? 1) * picture.scale, height: (first?.height ?? 1) * picture.scale }
  const cell = { width: Math.max(smallestCell, side.width), height: side.height + 2 * captionHeight }
  const columns = Math.max(...grid.map((cells) => cells.length))

  const canvas = document.createElement('canvas')
  canvas.width = columns * (cell.width + gap) * resolution
  canvas.height = grid.length * (cell.height + gap) * resolution
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.scale(resolution, resolution)
  context.imageSmoothingEnabled = false
  for (const [row, cells] of grid.entries()) {
    for (const [column, it] of cells.entries()) {
      const at = { x: column * (cell.width + gap), y: row * (cell.height + gap) }
      drawCell(context, it, { ...at, ...side, room: cell.width }, theme)
    }
  }
  return titledPng(canvas, resolution, picture, theme)
}

/** The image of a row, then its layers. */
export function cellsOf(row: ImageRow, picture: CellLook): Cell[] {
  const { names } = picture
  const { prediction } = row
  const verdict = prediction ? verdictOf(prediction, names) : ''
  const image: Cell = {
    image: row.image,
    caption: [row.title, verdict].filter(Boolean).join(' · '),
    note: prediction ? `confidence ${percent(prediction.confidence)}` : '',
    sentence: row.failure?.message ?? row.sentence,
  }
  return [image, ...row.layers.map((layer) => layerCell(layer, row, picture))]
}

function layerCell(layer: ShownLayer, row: ImageRow, { rows, isShared, colors, opacity }: CellLook): Cell {
  const { map, title } = layer
  const sentence = layer.failure?.message ?? layer.sentence ?? (map ? null : 'Not computed.')
  if (!map || sentence !== null) return { image: null, caption: title, note: '', sentence }
  const limit = limitOf(layer, rows, isShared)
  return {
    image: overlay(paintMap(map, limit, colors), row.image, opacity),
    caption: title,
    note: `${valueRange(map.min, map.max)} · strongest colour ${threeDigits(limit)}`,
    sentence: null,
  }
}

/** `room`: how wide its texts may be. */
export function drawCell(
  context: CanvasRenderingContext2D,
  { image, caption, note, sentence }: Cell,
  at: { x: number; y: number; width: number; height: number; room: number },
  theme: ChartTheme,
): void {
  const top = at.y + captionHeight
  context.font = `${theme.fontSize}px ${theme.font}`
  context.fillStyle = theme.text
  context.fillText(caption, at.x, at.y + 14, at.room)
  context.fillStyle = theme.textSecondary
  context.fillText(note, at.x, top + at.height + 14, at.room)
  if (image && sentence === null) {
    context.drawImage(paint(image), at.x, top, at.width, at.height)
    return
  }
  context.strokeStyle = theme.grid
  context.strokeRect(at.x + 0.5, top + 0.5, at.width - 1, at.height - 1)
  context.fillStyle = theme.text
  const lines = wrapText(sentence ?? '', at.width - 16, (text) => context.measureText(text).width)
  for (const [index, line] of lines.entries()) context.fillText(line, at.x + 8, top + 20 + index * 16)
}

/** At its own pixels. */
export function paint(image: PixelImage): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  canvas.getContext('2d')?.putImageData(new ImageData(toRgba(image), image.width, image.height), 0, 0)
  return canvas
}
