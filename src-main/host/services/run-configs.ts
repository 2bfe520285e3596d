import { AppError, expandSweep, RunConfig, type ExperimentConfig } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { attackToMonitor } from '../../core/training/attack-to-monitor.ts'
import { checkMonitors } from '../../core/training/monitors.ts'
import { explainAll } from '../explain-input.ts'
import { findingOf, readMethod, type Finding, type ReadMethod } from './findings.ts'

/** A run's configuration with every default written out; null where something is wrong with it. */
export interface ReadRun {
  readonly config: RunConfig | null
  readonly findings: readonly Finding[]
}

/** What an experiment says of its runs. */
type Runs = Pick<ExperimentConfig, 'name' | 'base' | 'runs'> & Partial<Pick<ExperimentConfig, 'sweep' | 'stop'>>

/**
 * The configurations of an experiment's runs, those of its sweep included: `base` with each run's own fields over it,
 * checked against the schema and the catalog, every default written out. Throws `invalid-input`, naming the place and the nearest valid name.
 */
export function runConfigsOf(config: Runs): RunConfig[] {
  return readRuns(config).map(({ config: read, findings }, index, all) => {
    const [first] = findings
    if (read) return read
    throw first?.tell(all.length === 1 ? '' : `in run ${index + 1}`) ?? new Error('A refusal has its reason.')
  })
}

/** The same, with all that is wrong in place of the first. Throws `invalid-input` where the sweep cannot be carried out. */
export function readRuns(config: Runs): ReadRun[] {
  return expandSweep(config, catalog).map((own, index, all) => {
    const name = all.length === 1 ? config.name : `${config.name} ${index + 1}`
    return monitoredFor(config, readRun({ name, ...config.base, ...own }))
  })
}

/** A stop rule that watches the accuracy under attack needs runs that monitor one. */
function monitoredFor({ stop }: Runs, read: ReadRun): ReadRun {
  const isBlind = stop?.measure === 'attacked-validation-accuracy' && read.config?.monitor.attack === null
  if (!isBlind || !read.config) return read
  const error = new AppError(
    'invalid-input',
    'A stop rule watches the accuracy under attack, but no attack is monitored.',
    {
      hint: 'Set monitor.attack, for example to "fgsm:epsilon=2/255".',
    },
  )
  return { config: null, findings: [findingOf(error, 'monitor.attack', monitorAttack(read.config))] }
}

function readRun(merged: Readonly<Record<string, unknown>>): ReadRun {
  const parsed = RunConfig.safeParse(merged)
  if (!parsed.success) {
    const issues = explainAll(RunConfig, merged, parsed.error).map((issue): Finding => ({
      severity: 'error',
      ...issue,
    }))
    const wrong = new Set(issues.map(({ path }) => path?.split('.')[0]))
    const rest = RunConfig.safeParse(Object.fromEntries(Object.entries(merged).filter(([field]) => !wrong.has(field))))
    return { config: null, findings: [...issues, ...(rest.success ? resolveMethods(rest.data).findings : [])] }
  }
  const { config, findings } = resolveMethods(parsed.data)
  if (!config) return { config, findings }
  try {
    checkMonitors(config)
    return { config, findings: [] }
  } catch (error) {
    return { config: null, findings: [findingOf(error, 'monitor.attack', monitorAttack(config))] }
  }
}

/** Monitors what shows how robust the run's objective makes it; else the first attack that there is. */
function monitorAttack({ objective }: RunConfig): Finding['fix'] {
  const attack = attackToMonitor(objective) ?? { id: catalog.attacks[0]?.id ?? '', params: {} }
  return { label: `Monitor ${attack.id}`, path: 'monitor.attack', value: attack }
}

/**
 * A stored configuration with the parameters that its methods have got since, at their defaults; as it is where a method
 * is not there any more.
 */
export function completedConfig(config: RunConfig): RunConfig {
  return resolveMethods(config).config ?? config
}

function resolveMethods(config: RunConfig): ReadRun {
  const { dataset, monitor } = config
  const methods = {
    dataset: readMethod('datasets', dataset, 'dataset'),
    architecture: readMethod('architectures', config.architecture, 'architecture'),
    objective: readMethod('objectives', config.objective, 'objective'),
    optimizer: readMethod('optimizers', config.optimizer, 'optimizer'),
    schedule: readMethod('schedules', config.schedule, 'schedule'),
    freezing: readMethod('freezing', config.freezing, 'freezing'),
  }
  const augmentations = config.augmentations.map((choice, i) =>
    readMethod('augmentations', choice, `augmentations.${i}`),
  )
  const attack = monitor.attack && readMethod('attacks', monitor.attack, 'monitor.attack')
  const all: ReadMethod[] = [...Object.values(methods), ...augmentations, ...(attack ? [attack] : [])]
  const findings = all.flatMap((read) => read.findings)
  if (findings.length > 0) return { config: null, findings }
  const chosen = ({ choice }: ReadMethod) => choice ?? { id: '', params: {} }
  return {
    findings,
    config: {
      ...config,
      dataset: { ...dataset, ...chosen(methods.dataset) },
      architecture: chosen(methods.architecture),
      objective: chosen(methods.objective),
      optimizer: chosen(methods.optimizer),
      schedule: chosen(methods.schedule),
      freezing: chosen(methods.freezing),
      augmentations: augmentations.map(chosen),
      monitor: { ...monitor, attack: attack && chosen(attack) },
    },
  }
}
