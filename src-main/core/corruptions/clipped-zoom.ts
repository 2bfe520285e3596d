import { bandsOf, keptBands, type Bands } from './bands.ts'
import { roundHalfEven } from './round-half-even.ts'

/**
 * The authors' `clipped_zoom` along one axis: the middle part of `size / factor` pixels, enlarged by
 * `scipy.ndimage.zoom(order=1)`, which lays end on end, and trimmed to `size`.
 */
export function clippedZoom(size: number, factor: number): Bands {
  return keptBands(`zoom ${size} ${factor}`, () => {
    const part = Math.ceil(size / factor)
    const top = Math.floor((size - part) / 2)
    const enlarged = roundHalfEven(part * factor)
    const trim = Math.floor((enlarged - size) / 2)
    const step = enlarged > 1 ? (part - 1) / (enlarged - 1) : 0
    return bandsOf(size, size, (output, add) => {
      const place = Math.min((output + trim) * step, part - 1)
      const near = Math.floor(place)
      add(top + near, 1 - (place - near))
      if (place > near) add(top + near + 1, place - near)
    })
  })
}
