import { AppError, type ComparedModel, type ModelChoice } from '../../contract/index.ts'
import type { Checkpoint } from '../../contract/runs.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { otherCheckpoint } from './comparisons.ts'
import { datasetOf } from './evaluations.ts'
import { findRun, refuseImported } from './runs.ts'

/** A checkpoint that is held against others. */
export interface Model {
  readonly run: StoredRun
  readonly checkpoint: Checkpoint
}

/**
 * The checkpoints that are meant, and the images that they are for. Throws `not-found` and `conflict` where one is not
 * there, `invalid-input` where they are of different images.
 */
export function findModels(
  context: HostContext,
  choices: readonly ModelChoice[],
): { readonly models: Model[]; readonly dataset: StoredDataset } {
  const models = choices.map((choice) => findModel(context, choice))
  const [first, ...others] = models as [Model, ...Model[]]
  const dataset = datasetOf(context, first.run)
  const stranger = others.find(({ run }) => run.dataset !== first.run.dataset)
  if (!stranger) return { models, dataset }
  const message = `Models are compared on the same images: "${first.run.name}" was trained on "${dataset.title}", "${stranger.run.name}" on "${datasetOf(context, stranger.run).title}".`
  throw new AppError('invalid-input', message, { hint: 'Choose runs of one dataset.' })
}

function findModel(context: HostContext, { run: id, checkpoint: wanted }: ModelChoice): Model {
  const { checkpoints } = context.store
  const run = findRun(context, id)
  refuseImported(context, run, 'compared image by image')
  if (wanted === null) {
    const last = checkpoints.keptOfKind(run.id, 'last')
    if (last) return { run, checkpoint: last }
    throw new AppError('conflict', `"${run.name}" has no checkpoint yet.`, { hint: 'Wait for its first epoch.' })
  }
  const checkpoint = checkpoints.kept(run.id).find((kept) => kept.id === wanted)
  if (checkpoint) return { run, checkpoint }
  throw new AppError('not-found', `"${run.name}" keeps no checkpoint ${wanted}.`)
}

export const describeModel = (context: HostContext, { run, checkpoint }: Model): ComparedModel => ({
  ...{ run: run.id, name: run.name, checkpoint: checkpoint.id },
  which: otherCheckpoint(context, run, checkpoint.id),
})
