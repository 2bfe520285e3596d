import { roundHalfEven } from './round-half-even.ts'

/** An image, [height, width, 3] 0 … 255. */
export interface Texture {
  readonly height: number
  readonly width: number
  readonly pixels: Uint8Array
}

const textures = new Map<string, Texture>()

/** Gives a texture to this process: the core reads no files. */
export function provideTexture(name: string, texture: Texture): void {
  textures.set(name, texture)
}

/** Throws where the process was given no texture of that name. */
export function textureOf(name: string): Texture {
  const texture = textures.get(name)
  if (!texture) throw new Error(`The texture ${name} was not provided.`)
  return texture
}

/** OpenCV's weights of 8-bit images. */
const unit = 2048

/**
 * The texture at a scale below 1, as OpenCV's `resize` makes it by a factor: bilinear, without smoothing before, in its
 * whole numbers.
 */
export function shrinkTexture({ height, width, pixels }: Texture, scale: number): Texture {
  const rows = placesOf(height, scale)
  const columns = placesOf(width, scale)
  const output = new Uint8Array(rows.length * columns.length * 3)
  let at = 0
  for (const down of rows) {
    for (const right of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const value = (row: number, column: number): number => pixels[(row * width + column) * 3 + channel] as number
        const upper = value(down.low, right.low) * (unit - right.part) + value(down.low, right.high) * right.part
        const lower = value(down.high, right.low) * (unit - right.part) + value(down.high, right.high) * right.part
        const sum = (((unit - down.part) * (upper >> 4)) >> 16) + ((down.part * (lower >> 4)) >> 16)
        output[at++] = (sum + 2) >> 2
      }
    }
  }
  return { height: rows.length, width: columns.length, pixels: output }
}

/** Between which pixels of an axis, and how far in 2048ths, each pixel of the shrunk one lies. */
function placesOf(size: number, scale: number): readonly { low: number; high: number; part: number }[] {
  return Array.from({ length: roundHalfEven(size * scale) }, (_, i) => {
    const place = Math.min(size - 1, Math.max(0, (i + 0.5) / scale - 0.5))
    const low = Math.floor(place)
    return { low, high: Math.min(size - 1, low + 1), part: roundHalfEven((place - low) * unit) }
  })
}
