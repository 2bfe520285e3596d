import type { Catalog } from '../../contract/catalog.ts'
import { assignAt, hasPath, methodIn, registryOfField, requirePath, type Fields } from '../../contract/config-paths.ts'
import { parseMethod } from '../../contract/method.ts'
import type { ExperimentConfigInput } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'
import { UsageError } from '../usage-error.ts'

const experimentFields = ['name', 'conditions', 'evaluationImages']

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
    const runs = field === 'name' && typeof value === 'string' ? renamed(config.runs, value) : config.runs
    return { ...config, ...assign(config as Fields, keys, value), runs } as ExperimentConfigInput
  }
  const runs = config.runs.map((run) => ({ ...config.base, ...run }))
  asUsage(() => requirePath(path, runs, catalog, experimentFields))
  return change(
    config,
    field,
    (target) => hasPath(target, path, catalog),
    (target) => setIn(target, keys, value),
  )
}

/** One run takes the name; of several each keeps what tells it apart: `sample, base` → `bugs, base`. */
function renamed(runs: ExperimentConfigInput['runs'], name: string): ExperimentConfigInput['runs'] {
  if (runs.length === 1) return runs.map((run) => ({ ...run, name }))
  const names = runs.map((run) => String(run.name ?? ''))
  const [first = ''] = names
  const differs = [...first].findIndex((letter, at) => names.some((other) => other[at] !== letter))
  const shared = first.slice(0, Math.max(differs, 0)).replace(/[^\s,:-]*$/, '').length
  return runs.map((run, at) => (run.name ? { ...run, name: `${name}, ${names[at]?.slice(shared)}` } : run))
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

/** A method that is left out is the default one, so that a parameter of it can be set. */
function setIn(target: Fields, keys: readonly string[], value: unknown): Fields {
  const [field = '', ...rest] = keys
  const isMethod = registryOfField(field) !== undefined && rest.length > 0
  return assign(isMethod ? { ...target, [field]: methodIn(target, field) } : target, keys, value)
}

const assign = (target: Fields, keys: readonly string[], value: unknown): Fields =>
  asUsage(() => assignAt(target, keys, value)) as Fields

/** What is refused was typed. */
function asUsage<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(error.message, { hint: error.hint })
    throw error
  }
}

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
