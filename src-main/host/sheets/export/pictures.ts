import sharp from 'sharp'
import type { Explanation } from '../../../contract/index.ts'

/** uint8 RGB, rows from the top. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/** From evidence against a class over zero to evidence for it: the signed colours of the light interface. */
export const signedStops = [
  ...['#8e3b00', '#c65f14', '#e9965a', '#f6cdb0', '#f7f7f7'],
  ...['#b5d3ea', '#6aa7d6', '#2673b3', '#0b4378'],
] as const

/** Colours from the lowest to the highest value, zero in the middle. */
const steps = 257
const table = createTable()

function createTable(): Uint8Array {
  const stops = signedStops.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  return Uint8Array.from({ length: steps * 3 }, (_, i) => {
    const place = (Math.floor(i / 3) / (steps - 1)) * (stops.length - 1)
    const [low = 0, high = 0] = [Math.floor(place), Math.ceil(place)].map((stop) => stops[stop]?.[i % 3])
    return Math.round(low + (high - low) * (place % 1))
  })
}

/** A map in colours; its largest absolute value has the strongest one. */
export function pictureOfMap({ width, height, map, min, max }: Explanation): Picture {
  const values = new Float32Array(Uint8Array.from(map).buffer)
  const limit = Math.max(Math.abs(min), Math.abs(max))
  const rgb = new Uint8Array(values.length * 3)
  values.forEach((value, i) => {
    const step = limit === 0 ? (steps - 1) / 2 : Math.round(((value / limit + 1) / 2) * (steps - 1))
    rgb.set(table.subarray(step * 3, step * 3 + 3), i * 3)
  })
  return { width, height, rgb }
}

/** uint8 [height, width, channels]; one channel is grey. */
export function pictureOfImage(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Picture {
  if (channels === 3) return { width, height, rgb: pixels }
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => pixels[Math.floor(i / 3) * channels] ?? 0)
  return { width, height, rgb }
}

export function encodePng({ width, height, rgb }: Picture): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .png()
    .toBuffer()
}
