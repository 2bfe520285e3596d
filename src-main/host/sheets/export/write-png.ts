import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { create, type Font } from 'fontkit'
import sharp from 'sharp'
import { AppError } from '../../../contract/index.ts'
import type { SheetRow } from '../sheet-rows.ts'
import { createBand, type Band } from './png-band.ts'
import { pictureOfImage, pictureOfMap } from './pictures.ts'
import { imageLines, mapLines, mostImageLines, type SheetHead } from './sheet-words.ts'

/** Pixels. */
const gap = 12
const lineHeight = 14
const headHeight = 114
/** What common programs open, sharp among them. */
const mostPixels = 0x3fff ** 2
/** A band is what lies in memory. */
const pixelsInBand = 4e6

interface Layout {
  readonly scale: number
  readonly cell: { readonly width: number; readonly height: number }
  readonly width: number
  readonly rowsInBand: number
}

function layoutOf({ shape: [height, width], sides, columns }: SheetHead): Layout {
  const scale = Math.max(1, Math.floor(128 / width))
  const cell = { width: Math.max(150, width * scale) + gap, height: height * scale + mostImageLines * lineHeight + gap }
  const all = sides.length * (columns.length + 1) * cell.width + gap
  return { scale, cell, width: all, rowsInBand: Math.max(1, Math.floor(pixelsInBand / all / cell.height)) }
}

interface PngWork {
  readonly rows: AsyncIterable<SheetRow>
  readonly count: number
  readonly resources: string
  /** Which is not there yet, and which the caller removes. */
  readonly folder: string
}

/**
 * All rows in one picture, which is composed band by band: the bands are pictures of their own in `folder` until they are
 * joined, so that memory does not grow with the rows. Throws `invalid-input` where they are too many for one picture.
 */
export async function writePng(path: string, head: SheetHead, { rows, count, resources, folder }: PngWork) {
  const layout = layoutOf(head)
  const { cell, width, rowsInBand } = layout
  const height = headHeight + count * cell.height
  if (width * height > mostPixels) {
    const most = Math.floor((mostPixels / width - headHeight) / cell.height)
    throw new AppError('invalid-input', `A picture of ${count} images with their maps would be too large.`, {
      hint: `Take HTML or PDF, or at most ${most} images.`,
    })
  }
  const font = create(readFileSync(join(resources, 'fonts', 'inter-latin-400-normal.woff'))) as Font
  const bandHeight = rowsInBand * cell.height
  await mkdir(folder)
  const files: string[] = []
  const band = createBand(font, width, bandHeight)
  const close = async (): Promise<void> => {
    const file = join(folder, `${files.length}.png`)
    await band.write(file)
    files.push(file)
  }

  // The bands have one height: the head stands at the lower end of a row of its own, whose rest is cut off.
  const cutOff = cell.height - headHeight
  drawHead(band, head, layout, cutOff)
  let filled = 1
  for await (const row of rows) {
    if (filled === rowsInBand) {
      await close()
      filled = 0
    }
    drawRow(band, row, head, layout, filled * cell.height)
    filled++
  }
  await close()
  const [only, ...others] = files
  const whole = others.length === 0 ? sharp(only) : sharp(files, { join: { across: 1 }, limitInputPixels: false })
  await whole.extract({ left: 0, top: cutOff, width, height }).png().toFile(path)
}

function drawHead(band: Band, { title, lines, sides, columns }: SheetHead, { cell, width }: Layout, top: number): void {
  for (const [line, text] of [title, ...lines.slice(0, 2)].entries()) {
    band.text(text, { x: gap, y: top + 20 + line * 18, room: width - 2 * gap })
  }
  const sideWidth = (columns.length + 1) * cell.width
  for (const [side, name] of sides.entries()) {
    const x = gap + side * sideWidth
    if (sides.length > 1) band.text(name, { x, y: top + headHeight - 3 * lineHeight, room: sideWidth - gap })
    for (const [column, heading] of [{ title: 'Image', caveat: null }, ...columns].entries()) {
      const place = { x: x + column * cell.width, room: cell.width - gap }
      band.text(heading.title, { ...place, y: top + headHeight - 2 * lineHeight })
      // What it is about stands before the colon, and its reason behind it.
      if (heading.caveat !== null) {
        band.text(heading.caveat.split(':')[0] ?? '', { ...place, y: top + headHeight - lineHeight })
      }
    }
  }
}

function drawRow(band: Band, row: SheetRow, head: SheetHead, { cell, scale }: Layout, top: number): void {
  const below = top + head.shape[0] * scale
  const write = (texts: readonly string[], column: number, from: number): void =>
    texts.forEach((text, line) =>
      band.text(text, { x: gap + column * cell.width, y: from + (line + 1) * lineHeight, room: cell.width - gap }),
    )
  for (const [at, side] of row.sides.entries()) {
    const first = at * (head.columns.length + 1)
    if (typeof side.pixels === 'string') write([side.pixels], first, top)
    else band.picture(pictureOfImage(side.pixels, head.shape), { x: gap + first * cell.width, y: top, scale })
    write(imageLines(row.image, side, head.names), first, below)
    for (const [place, { map, sentence }] of side.cells.entries()) {
      const column = first + place + 1
      if (map && sentence === null) band.picture(pictureOfMap(map), { x: gap + column * cell.width, y: top, scale })
      else write([sentence ?? ''], column, top)
      if (map) write(mapLines(map), column, below)
    }
  }
}
