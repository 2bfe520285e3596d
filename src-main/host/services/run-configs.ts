import { AppError, RunConfig, type ExperimentConfig, type MethodChoice } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { checkMonitors } from '../../core/training/monitors.ts'
import type { RegistryName } from '../../contract/catalog.ts'
import { explainInput } from '../explain-input.ts'

/**
 * The configurations of an experiment's runs: `base` with each run's own fields over it, checked against the schema
 * and the catalog, every default written out. Throws `invalid-input`, naming the place and the nearest valid name.
 */
export function runConfigsOf(config: ExperimentConfig): RunConfig[] {
  return config.runs.map((own, index) => {
    const isOnly = config.runs.length === 1
    const name = isOnly ? config.name : `${config.name} ${index + 1}`
    const merged = { name, ...config.base, ...own }
    const parsed = RunConfig.safeParse(merged)
    const where = isOnly ? '' : `in run ${index + 1}`
    if (!parsed.success) throw explainInput(RunConfig, merged, parsed.error, where)
    const resolved = resolveMethods(parsed.data, where)
    checkMonitors(resolved)
    return resolved
  })
}

function resolveMethods(config: RunConfig, where: string): RunConfig {
  const resolve = (registry: RegistryName, choice: MethodChoice): MethodChoice => {
    try {
      const { method, values } = findMethod(registry, choice)
      return { id: method.id, params: values }
    } catch (error) {
      if (!(error instanceof AppError) || where === '') throw error
      throw new AppError(error.code, `${error.message.replace(/\.$/, '')} (${where}).`, { hint: error.hint })
    }
  }
  const { dataset, monitor } = config
  return {
    ...config,
    dataset: { ...dataset, ...resolve('datasets', dataset) },
    architecture: resolve('architectures', config.architecture),
    objective: resolve('objectives', config.objective),
    optimizer: resolve('optimizers', config.optimizer),
    schedule: resolve('schedules', config.schedule),
    augmentations: config.augmentations.map((choice) => resolve('augmentations', choice)),
    monitor: { ...monitor, attack: monitor.attack && resolve('attacks', monitor.attack) },
  }
}
