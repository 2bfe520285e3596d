import { z } from 'zod'
import type { Random } from '../../../src-main/core/random.ts'
import { chance, oddString, pick } from './choose.ts'

/** The part of JSON Schema that zod writes. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

type Words = Readonly<Record<string, readonly string[]>>

const schemas = new Map<z.ZodType, Schema>()

/** A value that the schema takes, most of the time; texts are words that mean something in a field of their name. */
export function generate(random: Random, schema: z.ZodType, words: Words): unknown {
  let known = schemas.get(schema)
  if (!known) {
    known = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
    schemas.set(schema, known)
  }
  return make(random, known, '', words)
}

function make(random: Random, schema: Schema, field: string, words: Words): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return pick(random, schema.enum)
  if (schema.anyOf) return make(random, pick(random, schema.anyOf), field, words)
  if (schema.allOf?.[0]) return make(random, schema.allOf[0], field, words)
  switch (schema.type) {
    case 'string':
      return wordFor(random, field, words)
    case 'boolean':
      return chance(random, 0.5)
    case 'null':
      return null
    case 'integer':
    case 'number':
      return makeNumber(random, schema)
    case 'array':
      return makeList(random, schema, field, words)
    case 'object':
      return makeObject(random, schema, words)
    default:
      return wordFor(random, field, words)
  }
}

function wordFor(random: Random, field: string, words: Words): string {
  if (chance(random, 0.05)) return oddString(random)
  const own = words[field]
  return own && chance(random, 0.9) ? pick(random, own) : pick(random, words['any'] ?? ['a'])
}

function makeNumber(random: Random, { type, minimum, exclusiveMinimum, maximum }: Schema): number {
  const low = Math.max(minimum ?? exclusiveMinimum ?? -10, -1e6)
  const high = Math.min(maximum ?? low + 1000, 1e6)
  // Small ones more often, as people write them.
  const value = chance(random, 0.7)
    ? low + Math.min(high - low, 10 ** random.uniform(-2, 1.5))
    : random.uniform(low, high)
  return type === 'integer' ? Math.round(value) : value
}

function makeList(
  random: Random,
  { items, prefixItems, minItems = 0 }: Schema,
  field: string,
  words: Words,
): unknown[] {
  if (prefixItems) return prefixItems.map((item) => make(random, item, field, words))
  const singular = field.replace(/s$/, '')
  const length = Math.max(minItems, random.integer(4))
  return Array.from({ length }, () => make(random, items ?? {}, singular, words))
}

function makeObject(random: Random, schema: Schema, words: Words): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const known = Object.entries(properties)
    .filter(([name]) => required.includes(name) || chance(random, 0.4))
    .map(([name, inner]) => [name, make(random, inner, name, words)] as const)
  const more =
    typeof additionalProperties === 'object'
      ? Array.from({ length: random.integer(4) }, () => {
          const name = pick(random, words['setting'] ?? ['a'])
          return [name, make(random, additionalProperties, name, words)] as const
        })
      : []
  return Object.fromEntries([...known, ...more])
}
