import { toJSONSchema } from 'zod'
import { ExperimentConfig, RunConfig, type Param } from '../../../src-main/contract/index.ts'
import type { Settings } from './paths.ts'
import { capitalized } from '../format.ts'
import { words } from '../methods.ts'

interface Schema {
  readonly type?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
}

/** What the form shows as one: a run's settings, and that of an experiment which is no list. */
const shown = RunConfig.extend({ evaluationImages: ExperimentConfig.shape.evaluationImages })

const root = toJSONSchema(shown, { io: 'input', unrepresentable: 'any' }) as Schema

/** All settings that the contract knows, by path; a method counts as one. */
export const contractPaths: readonly string[] = pathsOf(root, '').filter((path) => path !== 'version')

function pathsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, member]) => {
    const path = `${prefix}${key}`
    const inner = objectOf(member)
    return inner && !isMethod(member) ? [path, ...pathsOf(inner, `${path}.`)] : [path]
  })
}

function objectOf(schema: Schema): Schema | undefined {
  return schema.properties ? schema : schema.anyOf?.map(objectOf).find((inner) => inner !== undefined)
}

/** Methods are objects with `id` and `params`, or text. */
function isMethod(schema: Schema): boolean {
  return objectOf(schema)?.properties?.['params'] !== undefined
}

function schemaAt(path: string): Schema | undefined {
  return path
    .split('.')
    .reduce<Schema | undefined>((schema, key) => schema && objectOf(schema)?.properties?.[key], root)
}

/** A setting of the contract as the catalog writes parameters; null where it is no number, choice or switch. */
export function contractParam(path: string, unit: string | null, help: string): Param | null {
  const schema = schemaAt(path)
  if (!schema) return null
  const members = schema.anyOf ?? [schema]
  const isNullable = members.some(({ type }) => type === 'null')
  const number = members.find(({ type }) => type === 'number' || type === 'integer')
  if (number) {
    return {
      kind: 'number',
      default: (schema.default as number | null | undefined) ?? null,
      min: number.minimum ?? number.exclusiveMinimum ?? Number.MIN_SAFE_INTEGER,
      max: number.maximum ?? Number.MAX_SAFE_INTEGER,
      integer: number.type === 'integer',
      nullable: isNullable,
      unit,
      display: 'plain',
      help,
    }
  }
  const choices = members.find((member) => member.enum !== undefined)?.enum
  if (choices) {
    const options = choices.map((value) => ({ value, title: capitalized(words(value)) }))
    return { kind: 'choice', default: String(schema.default), options, help }
  }
  if (members.some(({ type }) => type === 'boolean')) return { kind: 'toggle', default: schema.default === true, help }
  return null
}

/** What an optional group of settings holds when it is switched on. */
export function groupDefaults(path: string): Settings {
  const schema = schemaAt(path)
  const members = Object.entries((schema && objectOf(schema)?.properties) ?? {})
  return Object.fromEntries(members.map(([key, member]) => [key, member.default ?? null]))
}

export const maxLengthOf = (path: string): number | null => schemaAt(path)?.maxLength ?? null

const { dataset: _none, ...defaults } = shown.parse({ dataset: { id: 'none' } })

/** All defaults of the contract but for the dataset, which has none. */
export const contractDefaults: Settings & typeof defaults = defaults

/** The objective that trains against nothing: the one of a configuration that names none. */
export const plainObjective = contractDefaults.objective
