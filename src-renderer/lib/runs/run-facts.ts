import {
  resolveParams,
  type Catalog,
  type CatalogEntry,
  type MethodChoice,
  type RegistryName,
  type Run,
} from '../../../src-main/contract/index.ts'
import { count, parameterCount, plainNumber } from '../format.ts'
import { formatParam, methodTitle, unitsOf, words } from '../methods.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  /** Its lengths in the units of a network. */
  readonly units?: string
}

/** The configuration of a run as a person reads it; parameters come from the catalog, so every method is shown alike. */
export function runFacts(run: Run, catalog: Catalog | null, weights: string | null = null): Fact[] {
  const { config } = run
  const method = (name: string, registry: RegistryName, choice: MethodChoice | null): Fact =>
    choice === null ? { name, value: 'none' } : { name, ...describe(catalog, registry, choice) }
  return [
    method('Architecture', 'architectures', config.architecture),
    { name: 'Initial weights', value: weights ?? config.initialWeights ?? 'random' },
    ...(run.parameters === null ? [] : [{ name: 'Parameters', value: parameterCount(run.parameters) }]),
    method('Objective', 'objectives', config.objective),
    method('Optimizer', 'optimizers', config.optimizer),
    method('Schedule', 'schedules', config.schedule),
    method('Freezing', 'freezing', config.freezing),
    ...(config.warmupEpochs === 0 ? [] : [{ name: 'Warm-up', value: `${plainNumber(config.warmupEpochs)} epochs` }]),
    { name: 'Batch size', value: count(config.batchSize) },
    { name: 'Epochs', value: count(config.epochs) },
    ...(config.weightDecay === 0 ? [] : [{ name: 'Weight decay', value: plainNumber(config.weightDecay) }]),
    {
      name: 'Augmentation',
      value:
        config.augmentations.length === 0
          ? 'none'
          : config.augmentations.map((choice) => methodTitle(catalog, 'augmentations', choice.id)).join(', '),
    },
    method('Monitored attack', 'attacks', config.monitor.attack),
    {
      name: 'Evaluation panel',
      value: `${count(config.monitor.trainImages)} training and ${count(config.monitor.validationImages)} validation images`,
    },
    { name: 'Seed', value: String(config.seed) },
  ]
}

function describe(catalog: Catalog | null, registry: RegistryName, choice: MethodChoice): Omit<Fact, 'name'> {
  const entry = catalog?.[registry].find((known) => known.id === choice.id)
  if (!entry) return { value: choice.id }
  const changed = changedParams(entry, choice)
  const units = unitsOf(entry, choice.params)
  return {
    value: changed.length === 0 ? entry.title : `${entry.title} (${changed.join(', ')})`,
    ...(units !== '' && { units }),
  }
}

function changedParams(entry: CatalogEntry, choice: MethodChoice): string[] {
  const defaults = resolveParams(entry, {})
  const values = resolveParams(entry, choice.params)
  return Object.keys(values)
    .filter((name) => values[name] !== defaults[name])
    .map((name) => `${words(name)} ${formatParam(entry, name, values[name] ?? null, values)}`)
}
