import { suggest } from '../../contract/catalog.ts'
import { parseMethod } from '../../contract/method.ts'
import { ExperimentConfig, RunConfig } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'

type Fields = Record<string, unknown>
const experimentFields = ['name', 'conditions']
const runFields = Object.keys(RunConfig.shape).filter((name) => name !== 'version')

/**
 * Applies `path=value` to an experiment: `epochs=3`, `objective.params.multiplier=0.5`,
 * `objective=adversarial-regularization:multiplier=0.5`, `conditions=["clean"]`. A setting of the runs changes all of
 * them. Throws `invalid-input`, naming the nearest valid setting.
 */
export function setPath(config: ExperimentConfig, assignment: string): ExperimentConfig {
  const [, path, text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
  if (path === undefined || text === undefined) {
    throw new AppError('invalid-input', `--set expects path=value: got "${assignment}".`)
  }
  const keys = path.trim().split('.')
  const [first = ''] = keys
  const value = parseValue(text)
  if (experimentFields.includes(first)) return assign(config, keys, value) as ExperimentConfig
  if (!runFields.includes(first)) {
    throw new AppError('invalid-input', `There is no setting "${path}".`, {
      hint: suggest(first, [...runFields, ...experimentFields]),
    })
  }
  return {
    ...config,
    base: assign(config.base, keys, value),
    runs: config.runs.map((run) => (Object.hasOwn(run, first) ? assign(run, keys, value) : run)),
  }
}

function assign(target: Fields, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  if (rest.length === 0) return { ...target, [key]: value }
  const known = target[key]
  // A method written as text is taken apart, so that one of its parameters can be set.
  const inner = typeof known === 'string' ? { ...parseMethod(known) } : known
  return { ...target, [key]: assign(isFields(inner) ? inner : {}, rest, value) }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
