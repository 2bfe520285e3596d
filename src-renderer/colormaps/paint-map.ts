import { readFloats, toRgba, type PixelImage } from '../components/images/pixel-image.ts'
import { steps, type ColorMap } from './color-map.ts'

/** A saliency map: float32 [height, width], raw values. */
export interface FloatMap {
  readonly height: number
  readonly width: number
  readonly values: Float32Array
  readonly min: number
  readonly max: number
  /** What to know of it, in sentences. */
  readonly note?: string | null
}

/** A map of the wire, with what is told beside its bytes. */
export const readMap = <M extends { readonly map: Uint8Array }>({ map, ...rest }: M) => ({
  ...rest,
  values: readFloats(map),
})

/** The largest size of a value in any of the maps; 0 where all are zero. Signed scales run from −limit to +limit. */
export const scaleLimit = (maps: Iterable<Pick<FloatMap, 'min' | 'max'>>): number =>
  [...maps].reduce((limit, map) => Math.max(limit, Math.abs(map.min), Math.abs(map.max)), 0)

/** A map in colours. `limit` is the value with the strongest colour; a map of zeros has the colour of zero. */
export function paintMap(map: FloatMap, limit: number, { table, isSigned }: ColorMap): PixelImage {
  const rgba = new Uint8ClampedArray(map.values.length * 4)
  for (let pixel = 0; pixel < map.values.length; pixel++) {
    const share = limit === 0 ? 0 : (map.values[pixel] ?? 0) / limit
    const place = isSigned ? (share + 1) / 2 : Math.abs(share)
    const color = Math.round(Math.min(1, Math.max(0, place)) * (steps - 1)) * 3
    rgba[pixel * 4] = table[color] ?? 0
    rgba[pixel * 4 + 1] = table[color + 1] ?? 0
    rgba[pixel * 4 + 2] = table[color + 2] ?? 0
    rgba[pixel * 4 + 3] = 255
  }
  return { height: map.height, width: map.width, channels: 4, values: rgba }
}

/** A painted map over its image: `opacity` 1 hides the image, 0 the map. */
export function overlay(painted: PixelImage, image: PixelImage | null, opacity: number): PixelImage {
  if (!image || opacity >= 1) return painted
  const below = toRgba(image)
  const values = new Uint8ClampedArray(below.length)
  for (let i = 0; i < values.length; i++) {
    values[i] = i % 4 === 3 ? 255 : opacity * (painted.values[i] ?? 0) + (1 - opacity) * (below[i] ?? 0)
  }
  return { ...painted, values }
}

/** `to − from`, value by value. */
export function subtractMaps(from: FloatMap, to: FloatMap): FloatMap {
  const values = to.values.map((value, i) => value - (from.values[i] ?? 0))
  let min = Infinity
  let max = -Infinity
  for (const value of values) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return { height: to.height, width: to.width, values, min, max }
}
