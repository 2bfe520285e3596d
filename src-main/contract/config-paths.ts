import { z } from 'zod'
import { suggest, type Catalog, type CatalogEntry, type RegistryName } from './catalog.ts'
import { MethodChoice, parseMethod } from './method.ts'
import { RunConfig } from './run-config.ts'
import { AppError } from './wire.ts'

/** Settings of a run as somebody wrote them: any value may be wrong. */
export type Fields = Record<string, unknown>

/** The settings of a run. */
export const runFields: readonly string[] = Object.keys(RunConfig.shape).filter((name) => name !== 'version')

/** Their defaults. */
export const runDefaults: Fields = RunConfig.parse({ dataset: { id: 'shapes' } })

const registryOf: Readonly<Record<string, RegistryName>> = {
  dataset: 'datasets',
  architecture: 'architectures',
  objective: 'objectives',
  optimizer: 'optimizers',
  schedule: 'schedules',
  freezing: 'freezing',
}

/** Where the methods of a setting come from; undefined where it is no method. */
export const registryOfField = (field: string): RegistryName | undefined =>
  Object.hasOwn(registryOf, field) ? registryOf[field] : undefined

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The method that these settings have in a field, whether it is written as text, as an object or not at all. */
export function methodIn(settings: Fields, field: string): MethodChoice {
  const given = settings[field] ?? runDefaults[field]
  const parsed = MethodChoice.safeParse(isFields(given) ? { id: given['id'], params: given['params'] ?? {} } : given)
  if (!parsed.success) return { id: '', params: {} }
  return isFields(given) ? { ...given, ...parsed.data } : parsed.data
}

/** The parameters that this method takes; undefined where the catalog does not know it. */
export function paramsIn(settings: Fields, field: string, catalog: Catalog): CatalogEntry['params'] | undefined {
  const registry = registryOfField(field)
  const { id } = methodIn(settings, field)
  return registry && catalog[registry].find((entry) => entry.id === id)?.params
}

/**
 * Whether a setting is one of these settings: a method's parameter only where their method has it; without a catalog, where
 * it is written out.
 */
export function hasPath(settings: Fields, path: string, catalog: Catalog | null): boolean {
  const [field = '', part, name] = path.split('.')
  if (registryOfField(field) === undefined || part !== 'params') return true
  const known = catalog ? paramsIn(settings, field, catalog) : methodIn(settings, field).params
  return name !== undefined && Object.hasOwn(known ?? {}, name)
}

/**
 * Refuses a path that is a setting of none of these runs. Throws `invalid-input`, naming the nearest valid one; `others`
 * are settings that are valid beside a run's. What lies deeper than a method's parameter is its schema's to refuse.
 */
export function requirePath(
  path: string,
  runs: readonly Fields[],
  catalog: Catalog,
  others: readonly string[] = [],
): void {
  const [field = '', part, name, ...more] = path.split('.')
  const refuse = (why: string, given: string, valid: readonly string[]): AppError =>
    new AppError('invalid-input', `There is no setting "${path}"${why}.`, { hint: suggest(given, valid) })
  if (!runFields.includes(field)) throw refuse('', field, [...runFields, ...others])
  if (registryOfField(field) === undefined || part === undefined) return
  const parts = field === 'dataset' ? ['id', 'params', 'imported', 'imagesPerClass'] : ['id', 'params']
  if (!parts.includes(part) || more.length > 0 || (part === 'params') !== (name !== undefined)) {
    throw refuse(
      '',
      path,
      parts.map((known) => `${field}.${known}${known === 'params' ? `.${name ?? part}` : ''}`),
    )
  }
  if (name === undefined || runs.some((run) => hasPath(run, path, catalog))) return
  const ids = [...new Set(runs.map((run) => methodIn(run, field).id))]
  const known = [...new Set(runs.flatMap((run) => Object.keys(paramsIn(run, field, catalog) ?? {})))]
  throw refuse(`: ${ids.join(' and ')} has no parameter "${name}"`, name, known)
}

/**
 * A copy with a value at a path; what lies on the way and is missing becomes an object, and a method written as text is
 * taken apart. Throws `invalid-input` for a place that a list does not have.
 */
export function assignAt(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target)) {
    const items = [...target] as unknown[]
    // At most the next one: a place far behind would make a list of nothing.
    if (!/^\d+$/.test(key) || Number(key) > items.length) {
      const expected = `expected 0 to ${items.length}`
      throw new AppError('invalid-input', `A list of ${items.length} has no place "${key}": ${expected}.`)
    }
    items[Number(key)] = rest.length === 0 ? value : assignAt(items[Number(key)], rest, value)
    return items
  }
  const fields = typeof target === 'string' ? { ...parseMethod(target) } : isFields(target) ? target : {}
  return { ...fields, [key]: rest.length === 0 ? value : assignAt((fields as Fields)[key], rest, value) }
}

/** A run's own settings with another value at a path; a field that it shares with `base` becomes its own. */
export function setInRun(own: Fields, base: Fields, path: string, value: unknown): Fields {
  const [field = '', ...rest] = path.split('.')
  const merged = { ...base, ...own }
  if (rest.length === 0) return { ...own, [field]: value }
  if (registryOfField(field) === undefined)
    return assignAt({ ...own, [field]: merged[field] }, path.split('.'), value) as Fields
  const method = methodIn(merged, field)
  // Another method knows nothing of these parameters.
  const kept = rest[0] === 'id' && method.id !== value ? { ...method, params: {} } : method
  return { ...own, [field]: assignAt(kept, rest, value) }
}

/** Whether a setting takes whole numbers only. */
export function isWholeAt(settings: Fields, path: string, catalog: Catalog): boolean {
  const steps = path.split('.')
  const [field = '', part, name = ''] = steps
  if (registryOfField(field) !== undefined && part === 'params') {
    const param = paramsIn(settings, field, catalog)?.[name]
    return param?.kind === 'number' && param.integer
  }
  return steps
    .reduce<readonly Schema[]>((found, step) => found.flatMap(variantsOf).flatMap(memberOf(step)), [schema])
    .flatMap(variantsOf)
    .some(({ type }) => type === 'integer')
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

const schema = z.toJSONSchema(RunConfig, { io: 'input', unrepresentable: 'any' }) as Schema

const variantsOf = (of: Schema): readonly Schema[] => [of, ...(of.anyOf ?? [])]
const memberOf =
  (step: string) =>
  ({ properties, items }: Schema): readonly Schema[] => {
    const member = properties?.[step] ?? (/^\d+$/.test(step) ? items : undefined)
    return member ? [member] : []
  }
