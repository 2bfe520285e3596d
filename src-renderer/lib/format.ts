const minus = '−'
const narrowSpace = '\u202f'

/** Where nothing is known. */
export const unknown = '–'

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const decimals = (value: number, digits: number): string => value.toFixed(digits).replace('-', minus)

/** 0.584 → "58.4", for cells whose heading says %. */
export const percentDigits = (fraction: number): string => decimals(fraction * 100, 1)

/** 0.584 → "58.4 %". */
export const percent = (fraction: number): string => `${percentDigits(fraction)}${narrowSpace}%`

/** −0.058 → "−5.8", with a sign always. */
export function signedPoints(fraction: number): string {
  const text = decimals(fraction * 100, 1)
  return text.startsWith(minus) || Number(text) === 0 ? text.replace(`${minus}0.0`, '0.0') : `+${text}`
}

/** Larger side of an interval, in percent: "±3.1". */
export function halfWidth(fraction: number, [low, high]: readonly [number, number]): string {
  return `±${decimals(Math.max(fraction - low, high - fraction) * 100, 1)}`
}

/** "58.4 % [55.3, 61.4], n = 1,000" */
export function fullInterval(fraction: number, [low, high]: readonly [number, number], n: number): string {
  return `${percent(fraction)} [${percentDigits(low)}, ${percentDigits(high)}], n = ${count(n)}`
}

/** "0.012", "< 0.001"; the heading or sentence says p. */
export const probability = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))

/** Thousands with comma. */
export const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 })

/** 2,257,984 → "2.3 M", 48,210 → "48 k". */
export function parameterCount(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toFixed(1)} M`
  return value >= 1000 ? `${Math.round(value / 1000)} k` : String(value)
}

/** 9 s · 1 min 22 s · 54 min · 2 h 51 · 3 d 4 h */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return `${minutes} min ${seconds % 60} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** 21:40 */
export const clock = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false })

/** 21:40:12 */
export const clockWithSeconds = (at: number): string => new Date(at).toLocaleTimeString('en-GB', { hour12: false })

/** 20 Nov 2026 */
export const date = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** 2/255 where that is how the value was meant: no short decimal, and a multiple of 0.01/255 in the pixel range. */
export function pixelValue(value: number): string {
  if (String(value).length <= 5) return plainNumber(value)
  const numerator = Math.round(value * 255 * 100) / 100
  const isPixelStep = value > 0 && value <= 1 && Math.abs(numerator - value * 255) < 1e-6
  return isPixelStep ? `${numerator}/255` : plainNumber(value)
}

/** What a length in pixel units is for a network: 0.007843 of the pixel range, and twice that where it scales its input. */
export const modelUnits = (value: number): string =>
  `${plainNumber(value)} of the pixel range [0, 1]; ${plainNumber(2 * value)} in a network that scales its input to [−1, 1]`

/** At most four significant digits. */
export const plainNumber = (value: number): string => String(Number(value.toPrecision(4))).replace('-', minus)

/** 14.1 MB, 1.3 GB: powers of 1000. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1)
  return power === 0 ? `${value} B` : `${(value / 1000 ** power).toFixed(1)} ${units[power]}`
}

/** The last part of a path, of either system, or of an address. */
export const baseName = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '') ?? path
