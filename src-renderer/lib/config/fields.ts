import {
  readableParam,
  type Catalog,
  type CatalogEntry,
  type MethodChoice,
  type Param,
  type RegistryName,
} from '../../../src-main/contract/index.ts'
import { isRecord, valueAt, type Settings } from './paths.ts'
import { contractParam, contractPaths } from './schema.ts'
import { contractFields, type ContractField, type SectionId } from './contract-fields.ts'
import { capitalized } from '../format.ts'
import { words } from '../methods.ts'

export type NumberParam = Extract<Param, { kind: 'number' }>

export type Control =
  | Param
  | { readonly kind: 'text' }
  /** One method of a registry with its parameters. */
  | { readonly kind: 'method'; readonly registry: RegistryName; readonly isNullable: boolean }
  /** One of the imported datasets of the chosen kind. */
  | { readonly kind: 'imported' }
  /** Imported weights, or none. */
  | { readonly kind: 'weights' }
  /** A group of settings that is there or not. */
  | { readonly kind: 'group' }
  /** A method that is in a list or not. */
  | { readonly kind: 'member'; readonly list: string; readonly entry: CatalogEntry; readonly index: number }

/** One row of the form. */
export interface Field {
  readonly path: string
  readonly section: SectionId
  readonly title: string
  readonly help: string
  /** The paper of the method that it belongs to. */
  readonly source: string | null
  readonly control: Control
  readonly isAdvanced: boolean
  /** Whether it belongs to the row above. */
  readonly isInner: boolean
}

/** All rows for these settings: those of the contract, and the parameters of every chosen method. */
export function fieldsOf(settings: Settings, catalog: Catalog): Field[] {
  const known = new Set(contractFields.map(({ path }) => path))
  const others = contractPaths.filter((path) => !known.has(path) && contractParam(path, null, '') !== null)
  return [...contractFields, ...others.map(unforeseen)].flatMap((own) => rowsOf(own, settings, catalog))
}

/** A setting that the contract has and the list of titles has not: it is shown under its own name. */
const unforeseen = (path: string): ContractField => ({
  path,
  section: 'training',
  title: capitalized(words(path.split('.').join(' '))),
  help: '',
  isAdvanced: true,
})

function rowsOf(own: ContractField, settings: Settings, catalog: Catalog): Field[] {
  const row = {
    path: own.path,
    section: own.section,
    title: own.title,
    help: own.help,
    source: null,
    isAdvanced: own.isAdvanced ?? false,
    isInner: own.path.includes('.') && own.group !== undefined,
  }
  if (own.group !== undefined && !isRecord(valueAt(settings, own.group))) return []
  if (own.registry && own.isList) return memberRows(own, own.registry, settings, catalog)
  if (own.registry) {
    const control = { kind: 'method', registry: own.registry, isNullable: own.isNullable ?? false } as const
    const id = valueAt(settings, `${own.path}.id`)
    const entry = catalog[own.registry].find((candidate) => candidate.id === id)
    const method = { ...row, source: entry?.source ?? null, control }
    return [method, ...(entry ? paramRows(method, { path: own.path, entry, settings }) : [])]
  }
  const control = own.control ?? contractParam(own.path, own.unit ?? null, own.help)
  return [{ ...row, control: control ?? { kind: 'text' } }]
}

interface ShownMethod {
  readonly path: string
  readonly entry: CatalogEntry
  readonly settings: Settings
  readonly isShort?: boolean
}

/** The parameters of a method as they are read beside one another; in a list only the first stands out. */
export function paramRows(
  method: Pick<Field, 'section' | 'isAdvanced'>,
  { path, entry, settings, isShort = false }: ShownMethod,
): Field[] {
  const given = (valueAt(settings, `${path}.params`) ?? {}) as MethodChoice['params']
  return Object.entries(entry.params).map(([name, param], index) => ({
    path: `${path}.params.${name}`,
    section: method.section,
    title: capitalized(words(name)),
    help: param.help,
    source: entry.source,
    control: readableParam(entry, name, given) ?? param,
    isAdvanced: method.isAdvanced || (isShort && index > 0),
    isInner: true,
  }))
}

/**
 * Every method of the registry in its order, on or off. Those that are on stand at the places of those that are on, in
 * the order of the configuration, which is the order in which they are applied.
 */
function memberRows(own: ContractField, registry: RegistryName, settings: Settings, catalog: Catalog): Field[] {
  const list = listAt(settings, own.path)
  const on = list.flatMap((id, index) => {
    const entry = catalog[registry].find((candidate) => candidate.id === id)
    return entry ? [{ entry, index }] : []
  })
  const isOn = new Set(list)
  const waiting = [...on]
  const slots = catalog[registry].flatMap((entry) =>
    isOn.has(entry.id) ? waiting.splice(0, 1) : [{ entry, index: -1 }],
  )
  return [...slots, ...waiting].flatMap(({ entry, index }) => {
    const row: Field = {
      path: index < 0 ? `${own.path}:${entry.id}` : `${own.path}.${index}`,
      section: own.section,
      title: entry.title,
      help: own.help,
      source: entry.source,
      control: { kind: 'member', list: own.path, entry, index },
      isAdvanced: false,
      isInner: false,
    }
    return [row, ...(index < 0 ? [] : paramRows(row, { path: row.path, entry, settings, isShort: true }))]
  })
}

function listAt(settings: Settings, path: string): string[] {
  const list = valueAt(settings, path)
  return Array.isArray(list) ? list.map((choice: unknown) => String(valueAt(choice, 'id'))) : []
}
