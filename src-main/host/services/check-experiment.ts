import { closest } from 'fastest-levenshtein'
import { ExperimentConfig, readBlocks, type MethodChoice, type Problem, type RunConfig } from '../../contract/index.ts'
import type { Network } from '../../core/network/network.ts'
import { requireObjectiveFits } from '../../core/objectives/require-fit.ts'
import { createTrainedBlocks, type TrainedBlocks } from '../../core/training/trained-blocks.ts'
import type { StoredWeights } from '../../store/weights.ts'
import type { HostContext } from '../context.ts'
import { explainAll } from '../explain-input.ts'
import { checkDisk } from './check-disk.ts'
import { memoryFindings } from './check-memory.ts'
import { checkPrecision } from './check-precision.ts'
import { conditionEntries, missingAttack, resolveCondition, resolveConditions } from './conditions.ts'
import { describeImages, importedOf, nearestImport } from './datasets.ts'
import { wishesOf } from './experiments.ts'
import { findingOf, readChoice, warning, type Finding } from './findings.ts'
import { trainableNetworkOf } from './networks.ts'
import { preFlight, type Flight } from './pre-flight.ts'
import { readRuns, type ReadRun } from './run-configs.ts'
import { requireSeen, tellLeftOut } from './seen-images.ts'
import { fitStored, nearestWeights, resolveWeights } from './weights.ts'

interface ReadFlight {
  readonly findings: readonly Finding[]
  /** Where nothing stands in the way of the run. */
  readonly flight: { readonly config: RunConfig; readonly network: Network } | null
}

/** Everything that `launch` would refuse, and what a careful person would want to know; errors first. */
export async function checkExperiment(context: HostContext, given: unknown): Promise<Problem[]> {
  const parsed = ExperimentConfig.safeParse(given)
  if (!parsed.success) {
    return explainAll(ExperimentConfig, given, parsed.error).map((issue) => describe({ severity: 'error', ...issue }))
  }
  const config = parsed.data
  let read: ReadRun[]
  try {
    read = readRuns(config)
  } catch (error) {
    return [describe(findingOf(error, 'sweep'))]
  }
  const own = checkConditions(
    config.conditions,
    read.flatMap((run) => run.config ?? []),
  )
  const flights = read.map((run) =>
    checkRun(context, run.config, run.findings, { conditions: own.conditions, images: config.evaluationImages }),
  )
  const ready = flights.flatMap(({ flight }) => flight ?? [])
  const disk = await checkDisk(context, ready).then(
    () => [],
    (error: unknown) => [findingOf(error, null)],
  )
  const problems = [...joined(flights), ...[...own.findings, ...disk].map((finding) => describe(finding))]
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}

function checkConditions(
  choices: readonly MethodChoice[],
  configs: readonly RunConfig[],
): { conditions: readonly MethodChoice[]; findings: readonly Finding[] } {
  const findings = choices.flatMap(
    (choice, i) => readChoice(conditionEntries(), choice, `conditions.${i}`, resolveCondition).findings,
  )
  if (findings.length > 0) return { conditions: [], findings }
  const { conditions, isTrainingAttackMissing } = resolveConditions(choices, configs)
  return { conditions, findings: isTrainingAttackMissing ? [warning(missingAttack, 'conditions')] : [] }
}

/** Under which conditions the runs will be evaluated, and on how many images; null: all. */
interface Evaluated {
  readonly conditions: readonly MethodChoice[]
  readonly images: number | null
}

/** Conditions that suit none of the images, or not all. */
function checkSeen(context: HostContext, { dataset }: RunConfig, { conditions, images }: Evaluated): Finding[] {
  const imported = importedOf(context, dataset)
  const wishes = wishesOf(conditions, images)
  try {
    for (const wish of wishes) requireSeen(context, imported, wish)
    const leftOut = imported ? tellLeftOut(context, imported, wishes) : []
    return leftOut.map((message) => warning(message, 'conditions'))
  } catch (error) {
    return [findingOf(error, 'conditions')]
  }
}

function checkRun(
  context: HostContext,
  config: RunConfig | null,
  findings: readonly Finding[],
  evaluated: Evaluated,
): ReadFlight {
  if (!config) return { findings, flight: null }
  const refuse = (finding: Finding): ReadFlight => ({ findings: [finding], flight: null })
  try {
    checkPrecision(context, config)
  } catch (error) {
    const fix = { label: 'Compute in float32', path: 'precision', value: 'float32' }
    return refuse(findingOf(error, 'precision', fix))
  }
  let images: ReturnType<typeof describeImages>
  try {
    images = describeImages(context, config.dataset)
  } catch (error) {
    return refuse(findingOf(error, 'dataset.imported', nearestImport(context, config.dataset)))
  }
  let network: Network
  try {
    network = trainableNetworkOf(config.architecture, images)
  } catch (error) {
    return refuse(findingOf(error, 'architecture'))
  }
  try {
    requireObjectiveFits(config.objective, network)
  } catch (error) {
    return refuse(findingOf(error, 'objective'))
  }
  let trained: TrainedBlocks
  try {
    trained = createTrainedBlocks(config, network, 1)
  } catch (error) {
    return refuse(findingOf(error, 'freezing.params.blocks', nearestBlocks(config, network)))
  }
  const start = readStart(context, config, network)
  if ('refusal' in start) return refuse(start.refusal)
  const known = preFlight({ config, images, conditions: evaluated.conditions, trained, ...start })
  const seen = checkSeen(context, config, evaluated)
  return {
    findings: [...memoryFindings(context, config, network, images), ...seen, ...known],
    flight: { config, network },
  }
}

/** The weights that the run starts from and what of the network they fill, or why they cannot be used. */
function readStart(
  context: HostContext,
  { initialWeights }: RunConfig,
  network: Network,
): Pick<Flight, 'start'> | { readonly refusal: Finding } {
  const path = 'initialWeights'
  if (initialWeights === null) return { start: null }
  let weights: StoredWeights
  try {
    weights = resolveWeights(context, initialWeights)
  } catch (error) {
    return { refusal: findingOf(error, path, nearestWeights(context, initialWeights)) }
  }
  try {
    return { start: { weights, fit: fitStored(context, weights, network) } }
  } catch (error) {
    const fix = { label: `Train ${weights.network}`, path: 'architecture', value: weights.architecture }
    return { refusal: findingOf(error, path, fix) }
  }
}

function nearestBlocks({ freezing }: RunConfig, { blocks }: Network): Finding['fix'] {
  const names = readBlocks(String(freezing.params['blocks']))
  const nearest = names.map((name) => (blocks.includes(name) ? name : closest(name, [...blocks])))
  const value = names.length === 0 ? (blocks.at(-1) ?? '') : [...new Set(nearest)].join('+')
  return { label: `Train ${value.replaceAll('+', ', ')}`, path: 'freezing.params.blocks', value }
}

/** What several runs share is told once; which runs it is about is told where it is not all of them. */
function joined(flights: readonly ReadFlight[]): Problem[] {
  const places = new Map<string, { finding: Finding; runs: number[] }>()
  flights.forEach(({ findings }, index) => {
    for (const finding of findings) {
      const key = JSON.stringify([finding.path, finding.tell('').message])
      const known = places.get(key) ?? { finding, runs: [] }
      places.set(key, { finding, runs: [...known.runs, index + 1] })
    }
  })
  return [...places.values()].map(({ finding, runs }) => {
    if (runs.length === flights.length) return describe(finding)
    const last = runs.at(-1)
    return describe(
      finding,
      runs.length === 1 ? `in run ${last}` : `in runs ${runs.slice(0, -1).join(', ')} and ${last}`,
    )
  })
}

function describe({ severity, path, fix, tell }: Finding, where = ''): Problem {
  const { message, hint } = tell(where)
  return { severity, message, hint: hint ?? null, path: path === '' ? null : path, fix }
}
