import type { Random } from '../../../src-main/core/random.ts'
import { chance, oddNumbers, oddString, pick } from './choose.ts'

const longest = 1.2 * 2 ** 20

type Box = Record<string, unknown> | unknown[]

const isBox = (value: unknown): value is Box =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** Any JSON value that is seldom expected. */
export function oddValue(random: Random): unknown {
  return pick<() => unknown>(random, [
    () => pick(random, oddNumbers),
    () => oddString(random),
    () => pick(random, [null, true, false, undefined]),
    () => [],
    () => ({}),
    () => nested(random),
    () => Array.from({ length: 1 + random.integer(5) }, () => oddString(random)),
    () => ({ [oddString(random)]: oddString(random) }),
    () => ({ $bytes: oddString(random) }),
    () => JSON.parse(`{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`) as unknown,
  ])()
}

/** Lists or objects within one another, up to a thousand levels. */
function nested(random: Random): unknown {
  let value: unknown = 1
  const isList = chance(random, 0.5)
  for (let depth = Math.ceil(10 ** random.uniform(0, 3)); depth > 0; depth--) value = isList ? [value] : { a: value }
  return value
}

/** Changes a few places of a JSON value, which is copied first. */
export function mutateJson(random: Random, value: unknown, most = 3): unknown {
  const holder: { root: unknown } = { root: structuredClone(value) }
  for (let left = 1 + random.integer(most); left > 0; left--) change(random, holder)
  return holder.root
}

function change(random: Random, holder: { root: unknown }): void {
  const places: [Box, string | number][] = [[holder as Box, 'root']]
  const boxes: Box[] = []
  const visit = (value: unknown): void => {
    if (!isBox(value) || boxes.length > 300) return
    boxes.push(value)
    for (const key of Object.keys(value)) {
      places.push([value, key])
      visit((value as Record<string, unknown>)[key])
    }
  }
  visit(holder.root)
  const [box, key] =
    chance(random, 0.9) && places.length > 1 ? pick(random, places.slice(1)) : (places[0] as [Box, string])
  const fields = box as Record<string, unknown>
  const old = fields[key]
  const into = boxes.length > 0 ? pick(random, boxes) : null
  pick<() => void>(random, [
    () => set(fields, key, oddValue(random)),
    () => set(fields, key, oddValue(random)),
    () => void delete fields[key],
    () => set(fields, key, near(random, old)),
    () => set(fields, key, near(random, old)),
    () => {
      if (Array.isArray(into)) into.push(oddValue(random))
      else if (into) set(into, oddString(random), oddValue(random))
    },
    () => {
      if (Array.isArray(old) && old.length > 0) set(fields, key, repeated(random, old[0]))
    },
    () => {
      if (isBox(old) && !Array.isArray(old)) {
        for (let i = chance(random, 0.1) ? 2000 : 3; i > 0; i--) set(old, `name${i}`, i)
      }
    },
  ])()
}

/** Up to 2,000 times, as far as a message may be a little longer than allowed. */
function repeated(random: Random, value: unknown): unknown[] {
  const most = Math.min(2000, Math.ceil(longest / (JSON.stringify(value)?.length ?? 1)))
  return Array<unknown>(1 + random.integer(most)).fill(value)
}

/** Also `__proto__`, as JSON.parse does. */
function set(box: object, key: string | number, value: unknown): void {
  Object.defineProperty(box, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Another value of the same kind. */
function near(random: Random, old: unknown): unknown {
  if (typeof old === 'number')
    return chance(random, 0.5) ? pick(random, oddNumbers) : old * pick(random, [-1, 10, 0.1, 1e6])
  if (typeof old !== 'string') return typeof old === 'boolean' ? !old : [old]
  const at = random.integer(old.length + 1)
  return old.slice(0, at) + oddString(random) + old.slice(at + random.integer(3))
}
