import type { Font, Glyph } from 'fontkit'

/** How much of each pixel a letter covers, in [0, 1], rows from the top. */
export interface GlyphBitmap {
  /** Place of its first pixel, from the pixel of the pen on the baseline; `top` downwards. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly coverage: Float32Array
}

/** Straight piece of an outline, in pixels, y downwards. */
type Edge = readonly [x0: number, y0: number, x1: number, y1: number]

/** A pen stands at one of so many places within a pixel. */
const phases = 4
const scanlinesInPixel = 4
const piecesOfCurve = 4

/**
 * Letters of a font as bitmaps of one size, each drawn once. Not by libvips, whose reader of drawings is shut in the whole
 * process, since what is imported may be hostile; so no font has to be installed either.
 */
export function createGlyphBitmaps(font: Font, fontSize: number) {
  const factor = fontSize / font.unitsPerEm
  const known = new Map<string, GlyphBitmap>()
  return {
    factor,
    /** With the pen at `x`, whose whole pixels are left to the caller. */
    of(glyph: Glyph, x: number): GlyphBitmap {
      const phase = Math.floor((x - Math.floor(x)) * phases)
      const key = `${glyph.id} ${phase}`
      const bitmap = known.get(key) ?? fill(edgesOf(glyph, factor, phase / phases))
      known.set(key, bitmap)
      return bitmap
    },
  }
}

function edgesOf(glyph: Glyph, factor: number, shift: number): Edge[] {
  const edges: Edge[] = []
  let [x, y, startX, startY] = [0, 0, 0, 0]
  const lineTo = (nextX: number, nextY: number): void => {
    edges.push([x * factor + shift, -y * factor, nextX * factor + shift, -nextY * factor])
    ;[x, y] = [nextX, nextY]
  }
  for (const { command, args } of glyph.path.commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args
    const [fromX, fromY] = [x, y]
    switch (command) {
      case 'moveTo':
        ;[x, y, startX, startY] = [a, b, a, b]
        break
      case 'lineTo':
        lineTo(a, b)
        break
      case 'quadraticCurveTo':
        eachPiece((t, u) =>
          lineTo(u * u * fromX + 2 * u * t * a + t * t * c, u * u * fromY + 2 * u * t * b + t * t * d),
        )
        break
      case 'bezierCurveTo':
        eachPiece((t, u) => {
          const along = (p: number, q: number, r: number, s: number): number =>
            u ** 3 * p + 3 * u * u * t * q + 3 * u * t * t * r + t ** 3 * s
          lineTo(along(fromX, a, c, e), along(fromY, b, d, f))
        })
        break
      case 'closePath':
        lineTo(startX, startY)
    }
  }
  return edges
}

function eachPiece(draw: (t: number, rest: number) => void): void {
  for (let piece = 1; piece <= piecesOfCurve; piece++) draw(piece / piecesOfCurve, 1 - piece / piecesOfCurve)
}

/** What lies within an outline by the non-zero rule: exact along a scanline, some of them in a pixel. */
function fill(edges: readonly Edge[]): GlyphBitmap {
  if (edges.length === 0) return { left: 0, top: 0, width: 0, height: 0, coverage: new Float32Array() }
  const xs = edges.flatMap(([x0, , x1]) => [x0, x1])
  const ys = edges.flatMap(([, y0, , y1]) => [y0, y1])
  const [left, top] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))]
  const [width, height] = [Math.ceil(Math.max(...xs)) - left, Math.ceil(Math.max(...ys)) - top]
  const coverage = new Float32Array(width * height)
  for (let line = 0; line < height * scanlinesInPixel; line++) {
    const row = Math.floor(line / scanlinesInPixel) * width
    for (const [from, to] of spansAt(edges, top + (line + 0.5) / scanlinesInPixel)) {
      for (let x = Math.floor(from - left); x < to - left; x++) {
        const share = Math.min(x + 1, to - left) - Math.max(x, from - left)
        coverage[row + x] = Math.min(1, (coverage[row + x] ?? 0) + share / scanlinesInPixel)
      }
    }
  }
  return { left, top, width, height, coverage }
}

/** The stretches of a horizontal line that lie within. */
function spansAt(edges: readonly Edge[], y: number): [from: number, to: number][] {
  const crossings = edges
    .filter(([, y0, , y1]) => y0 <= y !== y1 <= y)
    .map(([x0, y0, x1, y1]) => ({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), turn: y0 < y1 ? 1 : -1 }))
    .toSorted((a, b) => a.x - b.x)
  const spans: [number, number][] = []
  let winding = 0
  for (const [i, { x, turn }] of crossings.entries()) {
    winding += turn
    const next = crossings[i + 1]
    if (winding !== 0 && next) spans.push([x, next.x])
  }
  return spans
}
