import { parseNumber } from './catalog.ts'
import { SweptRange, type SweptField } from './sweeps.ts'
import { AppError } from './wire.ts'

const range = /^(?:(log|linear)\s*:)?\s*([^:,]+?)\s*\.\.\s*([^:,]+?)\s*(?::\s*(step\s*=\s*)?([^:,=]+?)\s*)?$/

/**
 * The values that a text gives a setting, or null where it is a single value: a list (`5,10,20`; of methods
 * `trades:beta=6,mart`), a JSON list of values, or a range (`1e-4..1e-1`, `log:1e-4..1e-1`), with a number of points
 * (`log:1e-4..1e-1:4`) or a step (`0..1:step=0.25`). Numbers may be fractions (`2/255`).
 * Throws `invalid-input` where a range cannot be read.
 */
export function readSwept(path: string, given: string): SweptField | null {
  const text = given.trim()
  const ends = range.exec(text)
  if (ends && !text.startsWith('[') && !text.startsWith('"')) return readRange(path, text, ends)
  if (text.startsWith('[') || text.startsWith('{') || text.startsWith('"')) return readJson(path, text)
  // `a:x=1,y=2` is one method: what follows a comma and names a parameter belongs to what stands before it.
  const parts = text.split(/,(?!\s*[A-Za-z]\w*\s*=)/).filter((part) => part.trim() !== '')
  if (parts.length < 2) return null
  return { values: parts.map((part) => readValue(part.trim())) }
}

function readRange(path: string, text: string, [, scale, from, to, isStep, amount]: RegExpExecArray): SweptField {
  const wrong = (expected: string): AppError =>
    new AppError('invalid-input', `The range of "${path}" expects ${expected}: got "${text}".`, {
      hint: 'For example log:1e-4..1e-1, log:1e-4..1e-1:4 (4 points) or 0..1:step=0.25.',
    })
  const [min, max] = [parseNumber(from ?? ''), parseNumber(to ?? '')]
  if (!Number.isFinite(min) || !Number.isFinite(max)) throw wrong('two numbers')
  const number = amount === undefined ? undefined : parseNumber(amount)
  if (number !== undefined && isStep === undefined && !(Number.isInteger(number) && number >= 2)) {
    throw wrong('a whole number of points, 2 or more')
  }
  const spacing = number === undefined ? {} : isStep === undefined ? { count: number } : { step: number }
  const read = SweptRange.safeParse({ min, max, scale: scale ?? 'linear', ...spacing })
  if (!read.success) throw wrong('a step above 0, or 2 to 1,000 points')
  return read.data
}

/** A list of values; for settings that are lists themselves, a list of lists. */
function readJson(path: string, text: string): SweptField | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(value)) return null
  const values = value as unknown[]
  const isOneList = path === 'augmentations' && !values.every((item) => Array.isArray(item))
  return isOneList || values.length === 0 ? null : { values }
}

function readValue(text: string): unknown {
  const number = parseNumber(text)
  if (Number.isFinite(number)) return number
  return text === 'true' || text === 'false' || text === 'null' ? (JSON.parse(text) as unknown) : text
}

/** The whole numbers of a text: `0,1,2`, `0..4`. Throws `invalid-input`. */
export function readSeeds(text: string): number[] {
  const [, from, to] = /^\s*(\d+)\s*\.\.\s*(\d+)\s*$/.exec(text) ?? []
  const count = from === undefined || to === undefined ? 0 : Number(to) - Number(from) + 1
  const seeds =
    count > 0 && count <= 1000
      ? Array.from({ length: count }, (_, index) => Number(from) + index)
      : text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) return [...new Set(seeds)]
  throw new AppError('invalid-input', `Seeds are whole numbers from 0 on, as 0,1,2 or 0..4: got "${text}".`)
}
