import {
  AppError,
  type Emit,
  type Experiment,
  type ExperimentConfig,
  type MethodChoice,
  type RunConfig,
} from '../../contract/index.ts'
import { requireObjectiveFits } from '../../core/objectives/require-fit.ts'
import { createTrainedBlocks } from '../../core/training/trained-blocks.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext, Queue } from '../context.ts'
import { newId } from '../new-id.ts'
import { missingAttack, resolveConditions } from './conditions.ts'
import { checkDisk } from './check-disk.ts'
import { memoryFindings } from './check-memory.ts'
import { checkPrecision } from './check-precision.ts'
import { findDataset, resolveDataset } from './datasets.ts'
import { describeRun } from './describe.ts'
import { trainableNetworkOf } from './networks.ts'
import { queueEvaluation } from './queue-evaluation.ts'
import { runConfigsOf } from './run-configs.ts'
import { countSeen, requireSeen, tellLeftOut, type Wish } from './seen-images.ts'
import { findWeights, requireFit, withWeightsId } from './weights.ts'

export async function launchExperiment(
  context: HostContext,
  queue: Pick<Queue, 'wake'>,
  config: ExperimentConfig,
): Promise<Experiment> {
  const experiment = await storeExperiment(context, config)
  queue.wake({ unpause: true })
  return experiment
}

/**
 * Everything is checked before anything is written; then one transaction stores the experiment with its queue, and does
 * what `also` does.
 */
export async function storeExperiment(
  context: HostContext,
  config: ExperimentConfig,
  also: (announce: Emit, experiment: Experiment) => void = () => undefined,
): Promise<Experiment> {
  const configs = runConfigsOf(config).map((runConfig) => withWeightsId(context, runConfig))
  const { conditions, isTrainingAttackMissing } = resolveConditions(config.conditions, configs)
  const { evaluationImages } = config
  const datasets: StoredDataset[] = []
  for (const runConfig of configs) checkPrecision(context, runConfig)
  for (const { dataset } of configs) datasets.push(await resolveDataset(context, dataset))
  const planned = configs.map((runConfig, i) => {
    const network = trainableNetworkOf(runConfig.architecture, datasets[i] as StoredDataset)
    // Refuses a block that the network lacks.
    createTrainedBlocks(runConfig, network, 1)
    requireObjectiveFits(runConfig.objective, network)
    requireFit(context, runConfig, network)
    return { config: runConfig, network }
  })
  await checkDisk(context, planned)

  return context.journal((announce) => {
    const id = newId()
    context.store.experiments.insert({ id, name: config.name, config, createdAt: context.now() })
    planned.forEach(({ config: runConfig, network }, index) => {
      const dataset = datasets[index] as StoredDataset
      const run = newId()
      // They may have been removed since they were looked at.
      if (runConfig.initialWeights !== null) findWeights(context, runConfig.initialWeights)
      queueRun(context, announce, { id: run, experiment: id, config: runConfig, dataset, conditions, evaluationImages })
      const shortage = memoryFindings(context, runConfig, network, dataset).map(({ tell }) => tell('').message)
      const leftOut = tellLeftOut(context, dataset, wishesOf(conditions, evaluationImages))
      for (const message of [...(isTrainingAttackMissing ? [missingAttack] : []), ...leftOut, ...shortage]) {
        warn(context, announce, run, message)
      }
    })
    const stored = getExperiment(context, id)
    announce('experiments', 'changed', stored)
    also(announce, stored)
    return stored
  })
}

interface Plan {
  readonly id: string
  readonly experiment: string
  readonly config: RunConfig
  readonly dataset: StoredDataset
  readonly conditions: readonly MethodChoice[]
  /** How many validation images they are evaluated on; null: all. */
  readonly evaluationImages: number | null
}

/** The training first, then its evaluations. */
export function queueRun(context: HostContext, announce: Emit, plan: Plan): void {
  const { store, now } = context
  const { id, experiment, conditions, evaluationImages } = plan
  // It may have been removed since the plan was made.
  const dataset = findDataset({ store }, plan.dataset.id)
  const config = { ...plan.config, dataset: { ...plan.config.dataset, imported: dataset.id } }
  const at = now()
  store.runs.insert({ id, experiment, dataset: dataset.id, config, createdAt: at })
  store.jobs.queue({ lane: 'training', kind: 'train', run: id, evaluation: null, at })
  for (const wish of wishesOf(conditions, evaluationImages)) {
    requireSeen(context, dataset, wish)
    const { condition, split } = wish
    const asked = { run: id, checkpoint: null, split, condition, n: countSeen(context, dataset, wish), createdAt: at }
    queueEvaluation({ store, now }, announce, store.evaluations.insert(asked))
  }
  const run = store.runs.get(id)
  if (run) announce('runs', 'changed', describeRun({ store }, run))
}

/** What the runs of an experiment are evaluated on. */
export const wishesOf = (conditions: readonly MethodChoice[], images: number | null): readonly Wish[] =>
  conditions.map((condition) => ({ condition, split: 'validation', images }))

function warn({ store, now }: HostContext, announce: Emit, run: string, message: string): void {
  const event = { run, step: 0, kind: 'warning' as const, message, at: now() }
  store.events.insert(event)
  announce('runs', 'happened', event)
}

export function getExperiment({ store }: Pick<HostContext, 'store'>, id: string): Experiment {
  const experiment = store.experiments.get(id)
  if (experiment) return experiment
  throw new AppError('not-found', `There is no experiment "${id}".`)
}
