import { closest } from 'fastest-levenshtein'
import {
  AppError,
  parseNumber,
  resolveParams,
  type CatalogEntry,
  type MethodChoice,
  type Param,
  type ParamValue,
  type Problem,
  type RegistryName,
} from '../../contract/index.ts'
import { registries } from '../../core/catalog.ts'
import { completedMethod } from './completed-method.ts'

/** Something about a configuration: a launch throws the first error, a check tells them all. */
export interface Finding extends Pick<Problem, 'severity' | 'path' | 'fix'> {
  /** In one sentence; `where` ends it, e.g. `in run 2`. */
  tell(where: string): AppError
}

export const warning = (
  message: string,
  path: string | null,
  { hint, fix = null }: { hint?: string | undefined; fix?: Problem['fix'] } = {},
): Finding => ({
  severity: 'warning',
  path,
  fix,
  tell: (where) => withPlace(new AppError('invalid-input', message, { hint }), where),
})

/** What a call throws, as a finding; a bug is thrown on. */
export function findingOf(error: unknown, path: string | null, fix: Problem['fix'] = null): Finding {
  if (!(error instanceof AppError)) throw error
  return { severity: 'error', path, fix, tell: (where) => withPlace(error, where) }
}

function withPlace(error: AppError, where: string): AppError {
  if (where === '') return error
  return new AppError(error.code, `${error.message.replace(/\.$/, '')} (${where}).`, { hint: error.hint })
}

/** A choice with every default written out, or all that is wrong with it. */
export type ReadMethod =
  { readonly choice: MethodChoice; readonly findings: [] } | { readonly choice: null; readonly findings: Finding[] }

export function readMethod(registry: RegistryName, choice: MethodChoice, path: string): ReadMethod {
  return readChoice(registries[registry], choice, path, (given) => completedMethod(registry, given))
}

/** `resolve` throws the first that is wrong; here all of it is told, each with what would mend it. */
export function readChoice(
  entries: readonly CatalogEntry[],
  choice: MethodChoice,
  path: string,
  resolve: (choice: MethodChoice) => MethodChoice,
): ReadMethod {
  try {
    return { choice: resolve(choice), findings: [] }
  } catch (error) {
    const entry = entries.find(({ id }) => id === choice.id)
    if (!entry) {
      return { choice: null, findings: [findingOf(error, `${path}.id`, nearestMethod(entries, choice.id, path))] }
    }
    // No method has so many: one of them is wrong, and what would mend it holds all others.
    const ofParams = Object.entries(choice.params)
      .slice(0, 50)
      .flatMap(([name, value]) => checkParam(entry, choice, name, value, path))
    return { choice: null, findings: ofParams.length > 0 ? ofParams : [findingOf(error, path)] }
  }
}

function nearestMethod(entries: readonly CatalogEntry[], id: string, path: string): Problem['fix'] {
  if (entries.length === 0) return null
  const right = closest(
    id,
    entries.map((entry) => entry.id),
  )
  return { label: `Use ${right}`, path, value: { id: right, params: {} } }
}

function checkParam(
  entry: CatalogEntry,
  { params }: MethodChoice,
  name: string,
  value: ParamValue,
  path: string,
): Finding[] {
  try {
    resolveParams(entry, { [name]: value })
    return []
  } catch (error) {
    const at = `${path}.params.${name}`
    const param = entry.params[name]
    if (!param) return [findingOf(error, at, renameParam(entry, params, name, `${path}.params`))]
    const mended = mendParam(param, value)
    const fix = { label: `Set to ${String(mended)}`, path: at, value: mended }
    return [findingOf(error, at, fix)]
  }
}

function renameParam(entry: CatalogEntry, params: MethodChoice['params'], name: string, path: string): Problem['fix'] {
  const { [name]: value, ...others } = params
  const valid = Object.keys(entry.params).filter((known) => !Object.hasOwn(others, known))
  if (valid.length === 0) return { label: `Remove "${name}"`, path, value: others }
  const right = closest(name, valid)
  return { label: `Rename to "${right}"`, path, value: { ...others, [right]: value } }
}

/** The nearest value that the parameter takes; its default where there is none near. */
function mendParam(param: Param, value: ParamValue): ParamValue {
  if (param.kind === 'toggle' || param.kind === 'blocks' || param.kind === 'layer') return param.default
  if (param.kind === 'choice')
    return closest(
      String(value),
      param.options.map((option) => option.value),
    )
  const given = typeof value === 'number' ? value : parseNumber(String(value))
  if (!Number.isFinite(given)) return param.default
  // 8 where pixel units are meant to be 8/255.
  if (param.display === 'pixel' && !param.displayWhere && given > 1 && given / 255 <= param.max) return `${given}/255`
  const rounded = param.integer ? Math.round(given) : given
  return Math.min(param.max, Math.max(param.min, rounded))
}
