import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, type Font } from 'fontkit'
import sharp from 'sharp'
import { AppError } from '../../../contract/index.ts'
import { escapeHtml } from '../../studies/curves-svg.ts'
import type { SheetRow } from '../sheet-rows.ts'
import { pictureOfImage, pictureOfMap, type Picture } from './pictures.ts'
import { detailOf, rangeOf, scoresText, verdictOf, type SheetHead } from './sheet-words.ts'

/** Pixels. */
const gap = 12
const fontSize = 11
const lineHeight = 14
const headHeight = 96
const mostPixels = 120e6

/** All rows in one picture. Throws `invalid-input` where they are too many for one. */
export async function writePng(
  path: string,
  head: SheetHead,
  { rows, count, resources }: { rows: AsyncIterable<SheetRow>; count: number; resources: string },
): Promise<void> {
  const [height, width] = head.shape
  const scale = Math.max(1, Math.floor(128 / width))
  const cell = { width: Math.max(150, width * scale) + gap, height: height * scale + 3 * lineHeight + gap }
  const size = { width: cell.width * (head.columns.length + 1) + gap, height: headHeight + count * cell.height + gap }
  if (size.width * size.height > mostPixels) {
    const most = Math.floor((mostPixels / size.width - headHeight) / cell.height)
    throw new AppError('invalid-input', `A picture of ${count} images with their maps would be too large.`, {
      hint: `Take HTML or PDF, or at most ${most} images.`,
    })
  }
  const canvas = new Uint8Array(size.width * size.height * 3).fill(255)
  const font = create(readFileSync(join(resources, 'fonts', 'inter-latin-400-normal.woff'))) as Font
  const texts: string[] = []
  const write = (text: string, column: number, y: number): void => {
    texts.push(textPath(font, text, gap + column * cell.width, y, cell.width - gap))
  }
  for (const [line, text] of [head.title, head.lines[0] ?? ''].entries()) {
    texts.push(textPath(font, text, gap, 20 + line * 18, size.width - 2 * gap))
  }
  for (const [column, { title, caveat }] of [{ title: 'Image', caveat: null }, ...head.columns].entries()) {
    write(title, column, headHeight - 2 * lineHeight)
    // What it is about stands before the colon, and its reason behind it.
    if (caveat !== null) write(caveat.split(':')[0] ?? '', column, headHeight - lineHeight)
  }

  let top = headHeight
  for await (const row of rows) {
    const put = (picture: Picture, column: number): void =>
      blit(canvas, size.width, picture, { x: gap + column * cell.width, y: top, scale })
    const below = (texts: readonly string[], column: number): void =>
      texts.forEach((text, line) => write(text, column, top + height * scale + (line + 1) * lineHeight))
    put(pictureOfImage(row.pixels, head.shape), 0)
    below([verdictOf(row, head.names), detailOf(row)], 0)
    for (const [place, { map, sentence }] of row.cells.entries()) {
      if (map && sentence === null) put(pictureOfMap(map), place + 1)
      else write(sentence ?? '', place + 1, top + lineHeight)
      if (map) below([rangeOf(map), scoresText(map.scores)], place + 1)
    }
    top += cell.height
  }
  await composeTexts(canvas, size, texts, path)
}

/** The letters of a stripe at a time: a drawing has a greatest height. */
async function composeTexts(
  canvas: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  texts: readonly string[],
  path: string,
): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="#1b1f24">${texts.join('')}</svg>`
  const raw = { width, height, channels: 3 } as const
  await sharp(canvas, { raw, limitInputPixels: false })
    .composite([{ input: Buffer.from(svg), top: 0, left: 0, limitInputPixels: false }])
    .png()
    .toFile(path)
}

/** Its letters as outlines, so that no font has to be installed; what does not fit is left out. */
function textPath(font: Font, text: string, x: number, y: number, room: number): string {
  const factor = fontSize / font.unitsPerEm
  const { glyphs, positions } = font.layout(text)
  let at = x
  const letters = glyphs.flatMap((glyph, i) => {
    const place = at
    at += (positions[i]?.xAdvance ?? 0) * factor
    return at > x + room
      ? []
      : [`<path transform="translate(${place} ${y}) scale(${factor} ${-factor})" d="${glyph.path.toSVG()}"/>`]
  })
  return `<g aria-label="${escapeHtml(text)}">${letters.join('')}</g>`
}

function blit(
  canvas: Uint8Array,
  canvasWidth: number,
  { width, height, rgb }: Picture,
  { x, y, scale }: { readonly x: number; readonly y: number; readonly scale: number },
): void {
  const line = new Uint8Array(width * scale * 3)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width * scale; column++) {
      const from = (row * width + Math.floor(column / scale)) * 3
      line.set(rgb.subarray(from, from + 3), column * 3)
    }
    for (let copy = 0; copy < scale; copy++) canvas.set(line, ((y + row * scale + copy) * canvasWidth + x) * 3)
  }
}
