import type { Catalog, CatalogEntry, MethodChoice, ParamValue, Run } from '../../../src-main/contract/index.ts'
import { contractFields } from '../config/contract-fields.ts'
import { completeMethods } from '../config/methods.ts'
import { isSame, leaves, valueAt } from '../config/paths.ts'
import { capitalized, unknown } from '../format.ts'
import { formatParam, methodTitle, words } from '../methods.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'

export interface Difference {
  readonly path: string
  readonly title: string
  /** One a run, as text. */
  readonly values: readonly string[]
}

/**
 * Settings in which these runs are not all alike, parameters that were left out included; names do not count, nor do runs
 * that were trained elsewhere, of which they are not known.
 */
export function configDifferences(runs: readonly Run[], catalog: Catalog | null): Difference[] {
  const configs = runs.map(({ config }) => (catalog ? completeMethods(config, catalog) : config))
  const paths = new Set(configs.flatMap((config) => leaves(config).map(([path]) => path)))
  return [...paths].flatMap((path) => {
    const values = configs.map((config) => valueAt(config, path))
    const known = values.filter((_, at) => !runs[at]?.imported)
    if (path === 'name' || known.every((value) => isSame(value, known[0]))) return []
    const text = (config: unknown, at: number): string => (runs[at]?.imported ? unknown : textOf(config, path, catalog))
    return [{ path, title: titleOf(path), values: configs.map(text) }]
  })
}

const fieldAt = (path: string) => contractFields.find((field) => field.path === path)

/** `optimizer.params.learningRate` → its method's path and its own name. */
const paramOf = (path: string): [method: string, name: string] | null => {
  const [, method, name] = /^(.*)\.params\.([^.]+)$/.exec(path) ?? []
  return method === undefined || name === undefined ? null : [method, name]
}

function titleOf(path: string): string {
  const param = paramOf(path)
  if (param) return `${titleOf(param[0])}, ${words(param[1])}`
  const whole = path.replace(/\.id$/, '')
  return fieldAt(whole)?.title ?? capitalized(whole.split('.').map(words).join(', '))
}

function textOf(config: unknown, path: string, catalog: Catalog | null): string {
  const value = valueAt(config, path)
  if (value === undefined) return unknown
  const [method, name] = paramOf(path) ?? [path.replace(/\.id$/, ''), null]
  const registry = fieldAt(method)?.registry
  if (registry && name !== null) {
    const id = valueAt(config, `${method}.id`)
    const entry = catalog?.[registry].find((known: CatalogEntry) => known.id === id)
    const params = (valueAt(config, `${method}.params`) ?? {}) as MethodChoice['params']
    if (entry) return formatParam(entry, name, value as ParamValue, params)
  }
  const titled = (id: unknown): string => (registry ? methodTitle(catalog, registry, String(id)) : String(id))
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.map((item) => titled(valueAt(item, 'id') ?? item)).join(', ') || 'none'
  if (typeof value === 'object') return JSON.stringify(value)
  return path.endsWith('.id') ? titled(value) : String(value)
}

/** All values in full. */
export const differenceTable = (differences: readonly Difference[], runs: readonly Run[]): TextTable => ({
  columns: ['setting', ...runs.map((run) => run.name)],
  rows: differences.map(({ path, values }) => [path, ...values]),
})
