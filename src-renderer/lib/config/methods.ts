import {
  formatMethod,
  MethodChoice,
  parseMethod,
  parseNumber,
  type Catalog,
  type CatalogEntry,
  type Param,
  type ParamValue,
  type RegistryName,
} from '../../../src-main/contract/index.ts'
import { contractFields } from './contract-fields.ts'
import { isRecord, isSame, valueAt, withValue, type Settings } from './paths.ts'

/** Where settings hold methods: path, registries, whether it is a list. Conditions come from two registries. */
const methodPlaces: readonly { path: string; registries: readonly RegistryName[]; isList: boolean }[] = [
  ...contractFields.flatMap(({ path, registry, isList }) =>
    registry ? [{ path, registries: [registry], isList: isList ?? false }] : [],
  ),
  { path: 'conditions', registries: ['attacks', 'corruptions'], isList: true },
]

/** Methods written as text are taken apart, and every parameter that is left out gets its default. */
export function completeMethods(settings: Settings, catalog: Catalog): Settings {
  return overMethods(settings, catalog, (choice, entry) => complete(choice, entry))
}

/** The inverse: only parameters that differ from their default, as text where that reads back as the same. */
export function shortenMethods(settings: Settings, catalog: Catalog): Settings {
  return overMethods(settings, catalog, (choice, entry) => shorten(choice, entry))
}

function overMethods(
  settings: Settings,
  catalog: Catalog,
  change: (choice: unknown, entry: (choice: unknown) => CatalogEntry | undefined) => unknown,
): Settings {
  return methodPlaces.reduce((changed, { path, registries, isList }) => {
    const value = valueAt(changed, path)
    if (value === undefined || value === null) return changed
    const entryOf = (choice: unknown): CatalogEntry | undefined => {
      const id = typeof choice === 'string' ? /^[^:]*/.exec(choice)?.[0].trim() : valueAt(choice, 'id')
      return registries.flatMap((registry) => catalog[registry]).find((entry) => entry.id === id)
    }
    if (!isList) return withValue(changed, path, change(value, entryOf))
    return Array.isArray(value)
      ? withValue(
          changed,
          path,
          value.map((choice: unknown) => change(choice, entryOf)),
        )
      : changed
  }, settings)
}

function complete(given: unknown, entryOf: (choice: unknown) => CatalogEntry | undefined): unknown {
  const { params: givenParams, ...own } = isRecord(given) ? given : { params: undefined }
  const parsed = MethodChoice.safeParse(isRecord(given) ? { id: given['id'], params: givenParams ?? {} } : given)
  if (!parsed.success) return given
  const entry = entryOf(parsed.data)
  const { id, params } = parsed.data
  if (!entry) return { ...own, id, params }
  const read = Object.entries(params).map(([name, value]) => [name, readParam(entry.params[name], value)])
  return { ...own, id, params: { ...defaultParams(entry), ...Object.fromEntries(read) } }
}

export const defaultParams = (entry: CatalogEntry): Record<string, ParamValue> =>
  Object.fromEntries(Object.entries(entry.params).map(([name, param]) => [name, param.default]))

/** "2/255" becomes the number that it is. */
function readParam(param: Param | undefined, value: ParamValue): ParamValue {
  if (param?.kind !== 'number' || typeof value !== 'string') return value
  const number = parseNumber(value)
  return Number.isFinite(number) ? number : value
}

function shorten(given: unknown, entryOf: (choice: unknown) => CatalogEntry | undefined): unknown {
  if (!isRecord(given) || typeof given['id'] !== 'string') return given
  const entry = entryOf(given)
  const { params, ...own } = given
  const kept = Object.entries(isRecord(params) ? params : {}).filter(
    ([name, value]) => !entry?.params[name] || value !== entry.params[name].default,
  )
  const choice = { id: given['id'], params: Object.fromEntries(kept) as Record<string, ParamValue> }
  // A dataset names an imported one too, and its schema takes no text.
  if (Object.hasOwn(own, 'imported')) {
    const chosen = Object.entries(own).filter(([, value]) => value !== null)
    return { ...Object.fromEntries(chosen), ...(kept.length === 0 ? {} : { params: choice.params }) }
  }
  const text = formatMethod(choice)
  return isSame(complete(parseMethod(text), entryOf), complete(choice, entryOf)) ? text : choice
}
