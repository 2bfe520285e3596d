import { inPixelUnits, type Catalog } from '../../contract/catalog.ts'
import { formatMethod, parseMethod, type MethodChoice } from '../../contract/method.ts'

/** Narrow no-break space, between a number and its unit. */
const narrow = '\u202f'
const minus = '\u2212'
export const nothing = '–'

const signed = (text: string): string => text.replace('-', minus)

/** 0.584 → `58.4 %` */
export const formatPercent = (share: number): string => `${formatPercentValue(share)}${narrow}%`

/** 0.584 → `58.4`, for columns whose heading has the unit. */
export const formatPercentValue = (share: number): string => signed((share * 100).toFixed(1))

/** [0.553, 0.614] around 0.584 → `±3.1`: the larger side of the interval, in percent. */
export function formatHalfWidth(share: number, [low, high]: readonly [number, number]): string {
  return `±${(Math.max(high - share, share - low) * 100).toFixed(1)}`
}

/** −0.058 → `−5.8 pp`; a difference that rounds to zero has no sign. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1)
  const text = Number(points) === 0 ? '0.0' : Number(points) > 0 ? `+${points}` : signed(points)
  return `${text}${narrow}pp`
}

/** Three decimals, `p < 0.001` below. */
export const formatP = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`)

/** 1234567 → `1,234,567` */
export const formatCount = (count: number): string =>
  signed(count.toLocaleString('en-US', { maximumFractionDigits: 0 }))

/** 2300000 → `2.3 M`, 23456 → `23.5 k` */
export function formatParameters(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)}${narrow}M`
  return count >= 1e4 ? `${(count / 1e3).toFixed(1)}${narrow}k` : formatCount(count)
}

/** 300775552 → `301 M`, 4230000000 → `4.23 G` */
export function formatMultiplyAdds(count: number): string {
  const [value, unit] = count >= 1e9 ? [count / 1e9, 'G'] : count >= 1e6 ? [count / 1e6, 'M'] : [count / 1e3, 'k']
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)}${narrow}${unit}`
}

/** [64, 64, 3] → `64×64×3` */
export const formatShape = (shape: readonly number[]): string => shape.join('×')

/** Powers of 1000: `14.1 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)}${narrow}${units[unit]}`
}

const pair = (first: string, rest: number, restUnit: string): string =>
  rest === 0 ? first : `${first} ${rest}${restUnit}`

/** `9 s`, `1 min 22 s`, `54 min`, `2 h 51`, `3 d 4 h` */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return nothing
  const whole = Math.round(seconds)
  const [minutes, hours, days] = [Math.floor(whole / 60), Math.floor(whole / 3600), Math.floor(whole / 86_400)]
  if (whole < 60) return `${whole}${narrow}s`
  if (minutes < 10) return pair(`${minutes}${narrow}min`, whole % 60, `${narrow}s`)
  if (hours < 1) return `${minutes}${narrow}min`
  if (days < 1) return `${hours}${narrow}h ${String(minutes % 60).padStart(2, '0')}`
  return pair(`${days}${narrow}d`, hours % 24, `${narrow}h`)
}

/** A condition as text, its lengths by `pixelUnits`; parameters that are off are left out. */
export function formatCondition(condition: string | MethodChoice, { attacks, corruptions }: Catalog): string {
  const choice = typeof condition === 'string' ? parseMethod(condition) : condition
  const { id, params } = inPixelUnits(choice, [...attacks, ...corruptions])
  const shown = Object.entries(params).filter(([, value]) => value !== null)
  return formatMethod({ id, params: Object.fromEntries(shown) })
}

/** Four significant digits: 2.3026 → `2.303`, 36370000 → `3.637e+7`. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return signed(Math.abs(value) < 1e7 ? String(Number(value.toPrecision(4))) : value.toExponential(3))
}

/**
 * A name of a file's or a person's, on one line: what would break the line, turn its direction or command the terminal
 * is written as its code.
 */
export const formatName = (name: string): string =>
  name.replace(/[\p{Cc}\u2028\u2029]/gu, codeOf).replace(turning, codeOf)

/**
 * The same of a text of several lines, whose colours stay: nothing in it moves the cursor, turns a line or asks anything
 * of the terminal, wherever its parts come from.
 */
export const formatLines = (text: string): string =>
  text
    .replace(/\p{Cc}(?:\[[\d;]*m)?/gu, (found) => (isKept(found) ? found : `${codeOf(found)}${found.slice(1)}`))
    .replace(turning, codeOf)

/** New lines, tabs and colours. */
const isKept = (control: string): boolean => /^[\n\t]/.test(control) || (control.length > 1 && control[0] === '\u001b')
/** Marks that turn the direction of all that follows, and not of one word alone. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g
const codeOf = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/** ms since 1970 → `20 Nov 2026 21:40`, local time. */
export function formatTime(ms: number): string {
  const date = new Date(ms)
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  return `${day} ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}
