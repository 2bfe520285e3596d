import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Font } from 'fontkit'
import sharp from 'sharp'
import { AppError } from '../../../contract/index.ts'
import type { SheetRow } from '../sheet-rows.ts'
import { createBand, fontSize, type Band } from './png-band.ts'
import { pictureOfImage, pictureOfMap } from './pictures.ts'
import { imageLines, mapLines, mostImageLines, type SheetHead } from './sheet-words.ts'
import { createBreakLines, type BreakLines } from './text-lines.ts'
import { createWords } from './words.ts'

/** Pixels. */
const gap = 12
const lineHeight = 14
/** Of what stands below a picture: some of its lines are too long for one. */
const mostLines = mostImageLines + 2
/** What common programs open, sharp among them. */
const mostPixels = 0x3fff ** 2
/** A band is what lies in memory. */
const pixelsInBand = 4e6

interface Layout {
  readonly scale: number
  readonly cell: { readonly width: number; readonly height: number }
  readonly width: number
  /** The bands have one height; the head is within the first one. */
  readonly rowsInBand: number
  readonly head: HeadLayout
  readonly breakLines: BreakLines
}

/** Lines with the place of their baselines. */
interface HeadLayout {
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[]
  readonly height: number
}

function layoutOf(head: SheetHead, breakLines: BreakLines): Layout {
  const {
    shape: [height, width],
    sides,
    columns,
  } = head
  const scale = Math.max(1, Math.floor(128 / width))
  const cell = { width: Math.max(150, width * scale) + gap, height: height * scale + mostLines * lineHeight + gap }
  const all = sides.length * (columns.length + 1) * cell.width + gap
  const laid = layHead(head, { cell, width: all, breakLines })
  const headRows = Math.ceil(laid.height / cell.height)
  const rowsInBand = Math.max(headRows, Math.floor(pixelsInBand / all / cell.height), 1)
  return { scale, cell, width: all, rowsInBand, head: laid, breakLines }
}

function layHead(
  { title, lines, sides, columns }: SheetHead,
  { cell, width, breakLines }: Pick<Layout, 'cell' | 'width' | 'breakLines'>,
): HeadLayout {
  const texts: { text: string; x: number; y: number }[] = []
  /** Returns the baseline of the last one. */
  const put = (text: string, x: number, below: number, room: number): number => {
    const broken = breakLines(text, room)
    texts.push(...broken.map((line, at) => ({ text: line, x, y: below + (at + 1) * lineHeight })))
    return below + broken.length * lineHeight
  }
  let y = gap / 2
  for (const text of [title, ...lines]) y = put(text, gap, y, width - 2 * gap) + 4
  const sideWidth = (columns.length + 1) * cell.width
  const leftOf = (side: number): number => gap + side * sideWidth
  if (sides.length > 1) y = Math.max(...sides.map((name, side) => put(name, leftOf(side), y, sideWidth - gap)))
  const bottoms = sides.flatMap((_, side) =>
    [{ title: 'Image', caveat: null }, ...columns].map((heading, column) => {
      const x = leftOf(side) + column * cell.width
      const bottom = put(heading.title, x, y, cell.width - gap)
      return heading.caveat === null ? bottom : put(heading.caveat, x, bottom, cell.width - gap)
    }),
  )
  return { texts, height: Math.max(...bottoms) + gap }
}

interface PngWork {
  readonly rows: AsyncIterable<SheetRow>
  readonly count: number
  readonly font: Font
  /** Which is not there yet, and which the caller removes. */
  readonly folder: string
}

/**
 * All rows in one picture, which is composed band by band: the bands are pictures of their own in `folder` until they are
 * joined, so that memory does not grow with the rows. Throws `invalid-input` where they are too many for one picture.
 */
export async function writePng(path: string, sheet: SheetHead, { rows, count, font, folder }: PngWork) {
  const words = createWords(font)
  const layout = layoutOf(sheet, createBreakLines(words, fontSize))
  const { cell, width, rowsInBand, head } = layout
  const height = head.height + count * cell.height
  if (width * height > mostPixels) {
    const most = Math.floor((mostPixels / width - head.height) / cell.height)
    throw new AppError('invalid-input', `A picture of ${count} images with their maps would be too large.`, {
      hint: `Take HTML or PDF, or at most ${most} images.`,
    })
  }
  const bandHeight = rowsInBand * cell.height
  await mkdir(folder)
  const files: string[] = []
  const band = createBand(words, width, bandHeight)
  const close = async (): Promise<void> => {
    const file = join(folder, `${files.length}.png`)
    await band.write(file)
    files.push(file)
  }

  // The head stands at the lower end of rows of its own, whose rest is cut off.
  let filled = Math.ceil(head.height / cell.height)
  const cutOff = filled * cell.height - head.height
  for (const { text, x, y } of head.texts) band.text(text, { x, y: cutOff + y })
  for await (const row of rows) {
    if (filled === rowsInBand) {
      await close()
      filled = 0
    }
    drawRow(band, row, sheet, layout, filled * cell.height)
    filled++
  }
  await close()
  const [only, ...others] = files
  const whole = others.length === 0 ? sharp(only) : sharp(files, { join: { across: 1 }, limitInputPixels: false })
  const picture = whole.extract({ left: 0, top: cutOff, width, height }).png()
  await picture.toFile(path).catch((error: Error) => {
    throw asFileError(error)
  })
}

/** What libvips tells of the file system it tells in words alone. */
function asFileError(error: Error): Error {
  if (!/write error|unable to (?:open for write|write)/.test(error.message)) return error
  const code = /no space left|quota/i.test(error.message) ? 'ENOSPC' : 'EIO'
  return Object.assign(error, { code, syscall: 'write' })
}

function drawRow(band: Band, row: SheetRow, head: SheetHead, layout: Layout, top: number): void {
  const { cell, scale, breakLines } = layout
  const pictureHeight = head.shape[0] * scale
  const below = top + pictureHeight
  const write = (texts: readonly string[], column: number, from: number, most: number): void => {
    const room = cell.width - gap
    const whole = texts.flatMap((text) => breakLines(text, room))
    // The first text has what the others, in one line each, leave.
    const broken =
      whole.length <= most
        ? whole
        : texts.flatMap((text, at) => breakLines(text, room, at === 0 ? most - texts.length + 1 : 1))
    for (const [line, text] of broken.entries()) {
      band.text(text, { x: gap + column * cell.width, y: from + (line + 1) * lineHeight })
    }
  }
  const say = (sentence: string, column: number): void =>
    write([sentence], column, top, Math.max(1, Math.floor((pictureHeight - 4) / lineHeight)))
  for (const [at, side] of row.sides.entries()) {
    const first = at * (head.columns.length + 1)
    if (typeof side.pixels === 'string') say(side.pixels, first)
    else band.picture(pictureOfImage(side.pixels, head.shape), { x: gap + first * cell.width, y: top, scale })
    write(imageLines(row.image, side, head.names), first, below, mostLines)
    for (const [place, { map, sentence }] of side.cells.entries()) {
      const column = first + place + 1
      if (map && sentence === null) band.picture(pictureOfMap(map), { x: gap + column * cell.width, y: top, scale })
      else say(sentence ?? '', column)
      if (map) write(mapLines(map), column, below, mostLines)
    }
  }
}
