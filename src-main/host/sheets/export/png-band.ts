import type { Font } from 'fontkit'
import sharp from 'sharp'
import { escapeHtml } from '../../studies/curves-svg.ts'
import type { Picture } from './pictures.ts'

/** A part of a picture over its whole width, white where nothing is drawn. */
export interface Band {
  /** Each of its pixels as a square of `scale` pixels. */
  picture(picture: Picture, at: { readonly x: number; readonly y: number; readonly scale: number }): void
  /** One line; what does not fit into `room` is left out. */
  text(text: string, at: { readonly x: number; readonly y: number; readonly room: number }): void
  /** As a file; then it is white again. */
  write(path: string): Promise<void>
}

const fontSize = 11

export function createBand(font: Font, width: number, height: number): Band {
  const canvas = new Uint8Array(width * height * 3).fill(255)
  let texts: string[] = []
  return {
    picture: (picture, at) => blit(canvas, width, picture, at),
    text: (text, at) => void texts.push(textPath(font, text, at)),
    async write(path) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="#1b1f24">${texts.join('')}</svg>`
      await sharp(canvas, { raw: { width, height, channels: 3 } })
        .composite([{ input: Buffer.from(svg), top: 0, left: 0 }])
        .removeAlpha()
        .png({ compressionLevel: 1 })
        .toFile(path)
      canvas.fill(255)
      texts = []
    },
  }
}

/** Its letters as outlines, so that no font has to be installed. */
function textPath(font: Font, text: string, { x, y, room }: { x: number; y: number; room: number }): string {
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
