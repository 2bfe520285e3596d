/** Colours for the values of a map, from low to high. */
export interface ColorMap {
  readonly id: string
  readonly title: string
  /** Whether its middle means zero; the others colour the size of a value, whatever its sign. */
  readonly isSigned: boolean
  /** RGB of `steps` values from the lowest to the highest. */
  readonly table: Uint8ClampedArray
}

/** Odd, so that zero has a colour of its own in the middle. */
export const steps = 257

const ids = ['signed', 'positive', 'magnitude', 'heat', 'grey'] as const

/** The colour maps of tokens.css as the present theme has them; the signed one comes first. */
export function readColorMaps(element: Element): ColorMap[] {
  const style = getComputedStyle(element)
  return ids.map((id) => parseColorMap(id, style.getPropertyValue(`--map-${id}`)))
}

/** Reads a token such as `'Viridis', #440154, …, #fde725`; colours between its stops are interpolated in sRGB. */
export function parseColorMap(id: string, token: string): ColorMap {
  const title = /['"]([^'"]*)['"]/.exec(token)?.[1] ?? id
  const stops = [...token.matchAll(/#([0-9a-f]{6}|[0-9a-f]{3})\b/gi)].map(([, hex = '']) => parseColor(hex))
  return { id, title, isSigned: id === 'signed', table: interpolate(stops.length === 0 ? [[0, 0, 0]] : stops) }
}

type Color = readonly [number, number, number]

function parseColor(hex: string): Color {
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const channel = (at: number): number => parseInt(full.slice(at, at + 2), 16)
  return [channel(0), channel(2), channel(4)]
}

function interpolate(stops: readonly Color[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(steps * 3)
  for (let step = 0; step < steps; step++) {
    const place = (step / (steps - 1)) * (stops.length - 1)
    const low = stops[Math.floor(place)] as Color
    const high = stops[Math.ceil(place)] as Color
    for (const channel of [0, 1, 2] as const) {
      table[step * 3 + channel] = low[channel] + (high[channel] - low[channel]) * (place % 1)
    }
  }
  return table
}
