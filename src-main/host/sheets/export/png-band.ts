import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { createGlyphBitmaps, type GlyphBitmap } from './glyph-bitmaps.ts'
import type { Picture } from './pictures.ts'
import type { Words } from './words.ts'

/** A part of a picture over its whole width, white where nothing is drawn. */
export interface Band {
  /** Each of its pixels as a square of `scale` pixels. */
  picture(picture: Picture, at: { readonly x: number; readonly y: number; readonly scale: number }): void
  /** One line, its baseline at `y`. */
  text(text: string, at: { readonly x: number; readonly y: number }): void
  /** As a file; then it is white again. */
  write(path: string): Promise<void>
}

export const fontSize = 11
const ink = [0x1b, 0x1f, 0x24]

export function createBand({ font, layout }: Words, width: number, height: number): Band {
  const canvas = new Uint8Array(width * height * 3).fill(255)
  const bitmaps = createGlyphBitmaps(font, fontSize)

  function drawGlyph({ coverage, ...box }: GlyphBitmap, x: number, y: number): void {
    for (const [i, share] of coverage.entries()) {
      const [column, row] = [x + box.left + (i % box.width), y + box.top + Math.floor(i / box.width)]
      if (share === 0 || column < 0 || column >= width || row < 0 || row >= height) continue
      const at = (row * width + column) * 3
      ink.forEach((value, channel) => {
        const below = canvas[at + channel] ?? 255
        canvas[at + channel] = Math.round(below + (value - below) * share)
      })
    }
  }

  return {
    picture: (picture, at) => blit(canvas, width, picture, at),
    text(text, { x, y }) {
      let pen = x
      for (const word of text.split(' ')) {
        const { glyphs, positions } = layout(word)
        for (const [i, glyph] of glyphs.entries()) {
          drawGlyph(bitmaps.of(glyph, pen), Math.floor(pen), y)
          pen += (positions[i]?.xAdvance ?? 0) * bitmaps.factor
        }
        pen += layout(' ').advanceWidth * bitmaps.factor
      }
    },
    async write(path) {
      // Not by libvips, which tells a full disk in its own words alone.
      const raw = { width, height, channels: 3 } as const
      await writeFile(path, await sharp(canvas, { raw }).png({ compressionLevel: 1 }).toBuffer())
      canvas.fill(255)
    },
  }
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
