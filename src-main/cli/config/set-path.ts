import { suggest, type Catalog, type RegistryName } from '../../contract/catalog.ts'
import { MethodChoice, parseMethod } from '../../contract/method.ts'
import { RunConfig, type ExperimentConfigInput } from '../../contract/run-config.ts'
import { UsageError } from '../usage-error.ts'

type Fields = Record<string, unknown>

const experimentFields = ['name', 'conditions', 'evaluationImages']
const runFields = Object.keys(RunConfig.shape).filter((name) => name !== 'version')
const defaults: Fields = RunConfig.parse({ dataset: { id: 'shapes' } })
const registryOf: Readonly<Record<string, RegistryName>> = {
  dataset: 'datasets',
  architecture: 'architectures',
  objective: 'objectives',
  optimizer: 'optimizers',
  schedule: 'schedules',
  freezing: 'freezing',
}

/**
 * Applies `path=value` to an experiment: `epochs=3`, `objective=adversarial-regularization:multiplier=0.5`,
 * `objective.params.multiplier=0.5`, `conditions=["clean"]`. A setting of the runs changes all of them; a method's
 * parameter changes where the method has it. Throws {@link UsageError}, naming the nearest valid setting.
 */
export function setPath(config: ExperimentConfigInput, assignment: string, catalog: Catalog): ExperimentConfigInput {
  // As the file writes it: what stands in `base` is shared by all runs.
  const [, path, text] = /^\s*(?:base\.)?([^=\s]+)\s*=(.*)$/s.exec(assignment) ?? []
  if (path === undefined || text === undefined) {
    throw new UsageError(`--set expects path=value: got "${assignment}".`, { hint: 'For example: --set epochs=3.' })
  }
  const keys = path.split('.')
  const [field = '', ...rest] = keys
  const value = parseValue(field, rest, text)
  if (experimentFields.includes(field)) {
    const runs =
      field === 'name' && config.runs.length === 1 ? config.runs.map((run) => ({ ...run, name: value })) : config.runs
    return { ...config, ...assign(config as Fields, keys, value), runs } as ExperimentConfigInput
  }
  if (!runFields.includes(field)) {
    throw new UsageError(`There is no setting "${path}".`, {
      hint: suggest(field, [...runFields, ...experimentFields]),
    })
  }
  const registry = registryOf[field]
  return registry !== undefined && rest.length > 0
    ? setInMethod(config, { field, rest, value, path, registry }, catalog)
    : change(
        config,
        field,
        () => true,
        (target) => assign(target, keys, value),
      )
}

/** Changes the shared settings, and every run that has this field of its own. */
function change(
  config: ExperimentConfigInput,
  field: string,
  applies: (target: Fields) => boolean,
  update: (target: Fields) => Fields,
): ExperimentConfigInput {
  const base = config.base ?? {}
  return {
    ...config,
    base: applies(base) ? update(base) : base,
    runs: config.runs.map((run) => (Object.hasOwn(run, field) && applies(run) ? update(run) : run)),
  }
}

interface MethodSetting {
  readonly field: string
  readonly rest: readonly string[]
  readonly value: unknown
  readonly path: string
  readonly registry: RegistryName
}

function setInMethod(
  config: ExperimentConfigInput,
  { field, rest, value, path, registry }: MethodSetting,
  catalog: Catalog,
): ExperimentConfigInput {
  const [part = '', name, ...more] = rest
  const parts = field === 'dataset' ? ['id', 'params', 'imported', 'imagesPerClass'] : ['id', 'params']
  if (!parts.includes(part) || more.length > 0 || (part === 'params') !== (name !== undefined)) {
    const valid = parts.map((known) => `${field}.${known}${known === 'params' ? `.${name ?? part}` : ''}`)
    throw new UsageError(`There is no setting "${path}".`, { hint: suggest(path, valid) })
  }
  const methodOf = (target: Fields): MethodChoice => readMethod(target[field] ?? defaults[field])
  const paramsOf = (target: Fields): string[] =>
    Object.keys(catalog[registry].find(({ id }) => id === methodOf(target).id)?.params ?? {})
  const update = (target: Fields): Fields => ({ ...target, [field]: assign({ ...methodOf(target) }, rest, value) })
  if (name === undefined) return change(config, field, () => true, update)

  const targets = [config.base ?? {}, ...config.runs.filter((run) => Object.hasOwn(run, field))]
  const isOwnEverywhere = config.runs.every((run) => Object.hasOwn(run, field))
  const used = isOwnEverywhere ? targets.slice(1) : targets
  if (!used.some((target) => paramsOf(target).includes(name))) {
    const ids = [...new Set(used.map((target) => methodOf(target).id))]
    throw new UsageError(`There is no setting "${path}": ${ids.join(' and ')} has no parameter "${name}".`, {
      hint: suggest(name, [...new Set(used.flatMap(paramsOf))]),
    })
  }
  return change(config, field, (target) => paramsOf(target).includes(name), update)
}

function readMethod(given: unknown): MethodChoice {
  const parsed = MethodChoice.safeParse(isFields(given) ? { id: given['id'], params: given['params'] ?? {} } : given)
  if (!parsed.success) return { id: '', params: {} }
  return isFields(given) ? { ...given, ...parsed.data } : parsed.data
}

function assign(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  if (Array.isArray(target)) {
    const items = [...target] as unknown[]
    // At most the next one: a place far behind would make a list of nothing.
    if (!/^\d+$/.test(key) || Number(key) > items.length) {
      throw new UsageError(`A list of ${items.length} has no place "${key}": expected 0 to ${items.length}.`)
    }
    items[Number(key)] = rest.length === 0 ? value : assign(items[Number(key)], rest, value)
    return items as unknown as Fields
  }
  // A method written as text is taken apart, so that one of its parameters can be set.
  const fields = typeof target === 'string' ? { ...parseMethod(target) } : isFields(target) ? target : {}
  return { ...fields, [key]: rest.length === 0 ? value : assign((fields as Fields)[key], rest, value) }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseValue(field: string, rest: readonly string[], text: string): unknown {
  // A beginning of a hash may look like a number.
  if (field === 'initialWeights') return text === 'null' || text === 'none' ? null : text
  try {
    const value: unknown = JSON.parse(text)
    // 1e999 would be infinite, which no message can carry: who checks it is to see what was written.
    return typeof value === 'number' && !Number.isFinite(value) ? text : value
  } catch {
    return field === 'dataset' && rest.length === 0 ? parseMethod(text) : text
  }
}
