import { bandsOf, keptBands, mapAxes, type Bands } from './bands.ts'
import { bySeverity } from './by-severity.ts'

/** Pillow keeps weights with so many bits behind the point, and rounds to 8 bits after each axis. */
const weightScale = 2 ** 22

/** The weights of Pillow's `resize` with its BOX filter along one axis, in whole numbers. */
function boxBands(size: number, count: number): Bands {
  return keptBands(`box ${size} ${count}`, () => {
    const step = size / count
    const filterScale = Math.max(1, step)
    const support = 0.5 * filterScale
    return bandsOf(count, size, (output, add) => {
      const centre = (output + 0.5) * step
      const low = Math.max(0, Math.trunc(centre - support + 0.5))
      const high = Math.min(size, Math.trunc(centre + support + 0.5))
      const isInside = (input: number): boolean => {
        const distance = (input - centre + 0.5) / filterScale
        return distance > -0.5 && distance <= 0.5
      }
      const inside = Array.from({ length: high - low }, (_, k) => low + k).filter(isInside)
      for (const input of inside) add(input, Math.floor(0.5 + weightScale / inside.length))
    })
  })
}

const identity = (size: number): Bands =>
  keptBands(`identity ${size}`, () => bandsOf(size, size, (output, add) => add(output, weightScale)))

/** `Image.resize((width, height), BOX)`: columns first, then rows, each to 8 bits. */
function resizeBox(pixels: Uint8Array, from: readonly [number, number, number], to: readonly [number, number]) {
  const [height, width, channels] = from
  const round = (sums: Float64Array): Uint8Array => {
    const bytes = new Uint8Array(sums.length)
    for (let i = 0; i < sums.length; i++) {
      bytes[i] = Math.min(255, Math.floor((sums[i] as number) / weightScale ** 2 + 0.5))
    }
    return bytes
  }
  const wide = round(mapAxes(pixels, from, identity(height), boxBands(width, to[1])))
  return round(mapAxes(wide, [height, to[1], channels], boxBands(height, to[0]), identity(to[1])))
}

/** Shrunk and enlarged again by Pillow's BOX filter. The constant is the factor; sides are cut to whole pixels. */
export const pixelate = bySeverity<number, undefined>({
  id: 'pixelate',
  title: 'Pixelate',
  family: 'pixelation',
  at64: [0.9, 0.8, 0.7, 0.6, 0.5],
  at224: [0.6, 0.5, 0.4, 0.3, 0.25],
  draw: () => undefined,
  render(factor, pixels, [height, width, channels]) {
    const few = [Math.max(1, Math.trunc(height * factor)), Math.max(1, Math.trunc(width * factor))] as const
    const small = resizeBox(pixels, [height, width, channels], few)
    return resizeBox(small, [...few, channels], [height, width])
  },
})
