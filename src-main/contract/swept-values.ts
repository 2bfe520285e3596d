import { formatMethod, MethodChoice } from './method.ts'
import type { SweptField, SweptRange } from './sweeps.ts'
import { AppError } from './wire.ts'

/** Whose range it is, and whether it takes whole numbers only. */
export interface SweptPlace {
  readonly path: string
  readonly isWhole: boolean
}

/** Values of a grid, in rising order. Throws `invalid-input` for an empty range, or one of which no points are known. */
export function pointsOf(field: SweptField, place: SweptPlace): readonly unknown[] {
  if ('values' in field) return field.values
  const points = spacedPoints(field, place)
  if (points) return points
  throw new AppError(
    'invalid-input',
    `The range of "${place.path}" has no points: a grid needs their number or a step.`,
    {
      hint: 'Give it so many points, as in log:1e-4..1e-1:4, or draw from it in a random sweep.',
    },
  )
}

/** The value at a share in [0, 1): one of a list's or a spaced range's, else uniform on the range's scale. */
export function valueAtShare(field: SweptField, share: number, place: SweptPlace): unknown {
  const points = 'values' in field ? field.values : spacedPoints(field, place)
  if (points) return points[Math.floor(share * points.length)]
  const { min, max } = endsOf(field as SweptRange, place)
  const { scale } = field as SweptRange
  // Of whole numbers, the last one has its own part of the range too.
  const end = place.isWhole ? max + 1 : max
  const value = scale === 'log' ? min * (end / min) ** share : min + (end - min) * share
  return place.isWhole ? Math.min(max, Math.floor(value)) : rounded(value, { min, max })
}

/** null where nothing says which points. */
function spacedPoints(range: SweptRange, place: SweptPlace): number[] | null {
  const { min, max } = endsOf(range, place)
  const { scale, count } = range
  const step = range.step ?? (place.isWhole && scale === 'linear' && count === undefined ? 1 : undefined)
  if (count !== undefined) {
    const at = (share: number): number => (scale === 'log' ? min * (max / min) ** share : min + (max - min) * share)
    const points = Array.from({ length: count }, (_, index) => rounded(at(index / (count - 1)), { min, max }))
    return [...new Set(place.isWhole ? points.map(Math.round) : points)]
  }
  if (step === undefined) return null
  if (scale === 'log') {
    throw new AppError(
      'invalid-input',
      `The range of "${place.path}" is logarithmic: it takes a number of points, no step.`,
    )
  }
  // The end counts as reached within what floating point loses on the way.
  const points = Math.floor((max - min) / step + 1e-9) + 1
  if (points > 1000)
    throw new AppError('invalid-input', `The range of "${place.path}" has ${points} points: expected at most 1,000.`)
  return Array.from({ length: points }, (_, index) => Number((min + index * step).toPrecision(12)))
}

function endsOf({ min, max, scale }: SweptRange, { path, isWhole }: SweptPlace): { min: number; max: number } {
  const ends = isWhole ? { min: Math.ceil(min), max: Math.floor(max) } : { min, max }
  const refuse = (expected: string): AppError =>
    new AppError('invalid-input', `The range of "${path}" is empty: expected ${expected}, got ${min} to ${max}.`)
  if (!(ends.min < ends.max)) throw refuse(isWhole ? 'two whole numbers or more' : 'a maximum above its minimum')
  if (scale === 'log' && ends.min <= 0) throw refuse('a minimum above 0 on a logarithmic scale')
  return ends
}

/** As a person would write it: four digits of what the range spans. */
function rounded(value: number, { min, max }: { min: number; max: number }): number {
  const extra = Math.max(0, Math.ceil(Math.log10(Math.max(Math.abs(min), Math.abs(max)) / (max - min))))
  return Math.min(max, Math.max(min, Number(value.toPrecision(Math.min(15, 4 + extra)))))
}

/** A swept value in a run's name. */
export function valueName(value: unknown): string {
  if (typeof value === 'number') return numberName(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueName).join(' + ')
  const method = typeof value === 'object' ? MethodChoice.safeParse(value) : null
  return method?.success ? formatMethod(method.data) : typeof value === 'string' ? value : JSON.stringify(value)
}

/** Four digits at most, and k/255 where that is exact. */
function numberName(value: number): string {
  if (String(value).length <= 6) return String(value)
  const k = Math.round(value * 255 * 100) / 100
  return value > 0 && value <= 1 && Math.abs(k - value * 255) < 1e-6 ? `${k}/255` : String(Number(value.toPrecision(4)))
}

/** A swept setting in a run's name: `optimizer.params.learningRate` → "learning rate". */
export function settingName(path: string): string {
  const parts = path.split('.').filter((part) => !['params', 'id'].includes(part) && !/^\d+$/.test(part))
  const last = parts.at(-1) ?? path
  return last.replaceAll('-', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
