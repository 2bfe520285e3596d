import { copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { AppError, canonicalMethod, type Checkpoint, type Run, type RunConfig } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { batchRecipe } from '../../core/training/batch-recipe.ts'
import { requireObjectiveFits } from '../../core/objectives/require-fit.ts'
import { createTrainedBlocks } from '../../core/training/trained-blocks.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { Origin } from '../../store/origins.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import { newId } from '../new-id.ts'
import { checkPrecision } from './check-precision.ts'
import { resolveConditions } from './conditions.ts'
import { resolveDataset } from './datasets.ts'
import { describeRun, relativePath } from './describe.ts'
import { datasetOf } from './evaluations.ts'
import { getExperiment, queueRun } from './experiments.ts'
import { trainableNetworkOf } from './networks.ts'
import { runConfigsOf } from './run-configs.ts'
import { findRun, refuseImported, refuseTrashed } from './runs.ts'

interface Fork {
  readonly id: string
  readonly checkpoint: number
  readonly changes: Readonly<Record<string, unknown>>
}

/** A new run in the experiment of the old one; what it takes over is told in the contract. */
export async function forkRun(context: HostContext, queue: Pick<Queue, 'wake'>, fork: Fork): Promise<Run> {
  const { store, workspace } = context
  const origin = findRun(context, fork.id)
  refuseTrashed(origin, 'forked')
  refuseImported(context, origin, 'forked')
  const checkpoint = findKept(context, origin, fork.checkpoint)
  if (Object.hasOwn(fork.changes, 'initialWeights')) throw startsElsewhere()
  const config = forkedConfig(origin, fork.changes)
  checkPrecision(context, config)
  const dataset = await resolveDataset(context, config.dataset)
  refuseOtherNetwork(origin.config, datasetOf(context, origin), config, dataset)
  const network = trainableNetworkOf(config.architecture, dataset)
  // Refuses a block that the network lacks.
  createTrainedBlocks(config, network, 1)
  requireObjectiveFits(config.objective, network)
  const keepsProgress = slotsOf(config) === slotsOf(origin.config)
  if (keepsProgress) refuseNothingLeft(config, checkpoint)

  const id = newId()
  const path = join(workspace.runs, id, 'origin.safetensors')
  keepFile(join(workspace.folder, checkpoint.path), path)
  try {
    const run = context.journal((announce) => {
      const experiment = getExperiment(context, origin.experiment)
      const family = store.runs.ofExperiment(experiment.id, 1000).map((member) => member.config)
      const { conditions } = resolveConditions(experiment.config.conditions, [...family, config])
      const { evaluationImages } = experiment.config
      queueRun(context, announce, { id, experiment: experiment.id, config, dataset, conditions, evaluationImages })
      const { epoch, bytes } = checkpoint
      const keeps = {
        keepsProgress,
        keepsSchedule: canonicalMethod(config.schedule) === canonicalMethod(origin.config.schedule),
        keepsPlace: hasSameBatches(config, dataset, origin),
      }
      const from = { run: origin.id, checkpoint: checkpoint.id, epoch, bytes, ...keeps }
      store.origins.insert(id, { ...from, path: relativePath(context, path) })
      const keepsFreezing = canonicalMethod(config.freezing) === canonicalMethod(origin.config.freezing)
      const message = `Forked from "${origin.name}" (${origin.id}) after epoch ${epoch}: ${describeKept(keeps, keepsFreezing)}.`
      const event = { run: id, step: 0, kind: 'started' as const, message, at: context.now() }
      store.events.insert(event)
      announce('runs', 'happened', event)
      const described = describeRun(context, findRun(context, id))
      announce('runs', 'changed', described)
      announce('experiments', 'changed', getExperiment(context, experiment.id))
      return described
    })
    queue.wake({ unpause: true })
    return run
  } catch (error) {
    rmSync(dirname(path), { recursive: true, force: true })
    throw error
  }
}

function startsElsewhere(): AppError {
  return new AppError('invalid-input', 'A fork starts from its checkpoint: "initialWeights" must stay as it is.', {
    hint: 'Launch a new run to start from imported weights.',
  })
}

function findKept({ store }: HostContext, run: StoredRun, id: number): Checkpoint {
  const kept = store.checkpoints.kept(run.id)
  const checkpoint = kept.find((candidate) => candidate.id === id)
  if (checkpoint) return checkpoint
  const hint =
    kept.length === 0 ? undefined : `There are: ${kept.map((file) => `${file.id} (${file.kind})`).join(', ')}.`
  throw new AppError('not-found', `"${run.name}" keeps no checkpoint ${id}.`, { hint })
}

function forkedConfig(origin: StoredRun, changes: Fork['changes']): RunConfig {
  const name = `${origin.name}, fork`.slice(-120)
  const { version: _, ...base } = origin.config
  const [config] = runConfigsOf({ name, base, runs: [{ name, ...changes }] })
  if (config) return config
  throw new Error('A configuration of one run has one run.')
}

/** The method and the slots that it keeps of every weight, as text. */
function slotsOf({ optimizer }: RunConfig): string {
  const { method, values } = findMethod('optimizers', optimizer)
  return [method.id, ...method.slots(values)].join(' ')
}

function describeKept(
  { keepsProgress, keepsSchedule }: Pick<Origin, 'keepsProgress' | 'keepsSchedule'>,
  keepsFreezing: boolean,
): string {
  if (!keepsProgress) return 'takes its weights, and begins at epoch 0'
  const kept = `goes on with ${keepsSchedule ? 'its optimizer and schedule' : 'its optimizer'}`
  const anew = [...(keepsSchedule ? [] : ['the schedule']), ...(keepsFreezing ? [] : ['freezing'])]
  return anew.length === 0 ? kept : `${kept}; ${anew.join(' and ')} ${anew.length === 1 ? 'begins' : 'begin'} anew`
}

/** Whether an epoch shows the same images in the same order and number a step. */
function hasSameBatches(config: RunConfig, dataset: StoredDataset, origin: StoredRun): boolean {
  const withoutAugmentation = (settings: RunConfig): object => ({ ...batchRecipe(settings), augmentations: [] })
  const isSameOrder = isDeepStrictEqual(withoutAugmentation(config), withoutAugmentation(origin.config))
  return dataset.id === origin.dataset && isSameOrder
}

function refuseNothingLeft({ epochs }: RunConfig, { epoch }: Checkpoint): void {
  if (epochs > epoch) return
  const message = `The checkpoint stands after epoch ${epoch}, and "epochs" counts those too: it must be more than ${epoch}, got ${epochs}.`
  throw new AppError('invalid-input', message, { hint: `Set "epochs" to ${epoch + 5} to train 5 more.` })
}

function refuseOtherNetwork(before: RunConfig, old: StoredDataset, config: RunConfig, dataset: StoredDataset): void {
  const weightsOf = (settings: RunConfig, images: StoredDataset): string =>
    trainableNetworkOf(settings.architecture, images)
      .weights.map(({ path, shape }) => `${path} [${shape.join()}]`)
      .join()
  if (old.classes.length === dataset.classes.length && weightsOf(before, old) === weightsOf(config, dataset)) return
  throw new AppError('invalid-input', 'The weights of the checkpoint do not fit the changed architecture or dataset.', {
    hint: 'Keep the architecture, the number of channels and the classes, or launch a new run.',
  })
}

/** A name of the fork's own for the file: it stays when the other run goes on or is deleted, and takes no space. */
function keepFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    try {
      copyFileSync(from, to)
    } catch (error) {
      rmSync(dirname(to), { recursive: true, force: true })
      throw new AppError('conflict', `The checkpoint cannot be read: ${(error as Error).message}.`, {
        hint: 'Choose another checkpoint.',
        cause: error,
      })
    }
  }
}
