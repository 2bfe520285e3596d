import type { Catalog } from '../../contract/catalog.ts'
import { MethodChoice } from '../../contract/method.ts'
import { RunConfig, type ExperimentConfigInput } from '../../contract/run-config.ts'

type Method = 'architecture' | 'optimizer'

/**
 * What an architecture that these settings choose anew suggests to train it with, as settings that come before them, so
 * that what a person sets stays: its batch and, where every run has the optimizer that it is for, that one's parameters.
 */
export function trainingDefaults(
  config: ExperimentConfigInput,
  settings: readonly string[],
  catalog: Catalog,
): readonly string[] {
  const chosen = settings.flatMap(
    (setting) => /^\s*(?:base\.)?architecture(?:\.id)?\s*=\s*([^:\s]+)/.exec(setting)?.[1] ?? [],
  )
  const entry = catalog.architectures.find(({ id }) => id === chosen.at(-1))
  if (!entry?.defaults || idsOf(config, 'architecture').every((id) => id === entry.id)) return []
  const { optimizer, learningRate, batchSize } = entry.defaults
  const params = catalog.optimizers.find(({ id }) => id === optimizer)?.params ?? {}
  const isForAll = idsOf(config, 'optimizer').every((id) => id === optimizer)
  const values = Object.entries({ ...defaultsOf(params), learningRate })
  return [
    `batchSize=${batchSize}`,
    ...(isForAll ? values.map(([name, value]) => `optimizer.params.${name}=${value}`) : []),
  ]
}

const defaultsOf = (params: Catalog['optimizers'][number]['params']) =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default]))

const standard = RunConfig.parse({ dataset: { id: 'shapes' } })

/** The methods that the runs of an experiment have, by id; one that cannot be read is the host's to refuse. */
function idsOf({ base = {}, runs }: ExperimentConfigInput, field: Method): string[] {
  return runs.map((run) => {
    const read = MethodChoice.safeParse(run[field] ?? base[field] ?? standard[field])
    return read.success ? read.data.id : ''
  })
}
