import { AppError, type NearestOfClass, type NearestTraining, type TrainingCrops } from '../../contract/index.ts'
import { nearestByCosine } from '../../core/evaluation/nearest.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { SeenClass } from '../class-features-file.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Tasks } from '../tasks.ts'
import { createClassFeatures } from './class-features.ts'
import { datasetOf } from './evaluations.ts'
import { findModel, findSubject, modelOf } from './explained-subject.ts'
import type { Explanations } from './explanations.ts'

interface NearestRequest {
  readonly task: string
  readonly evaluation: string
  readonly image: number
  readonly input: 'clean' | 'seen'
  readonly classes: readonly number[]
  readonly count: number
}
interface CropsRequest {
  readonly task: string
  readonly evaluation: string
  readonly image: number
  readonly offset: number
  readonly limit: number
}

/** What a training saw of the classes that an image was taken for. */
export function createTrainingSaw(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
  { see }: Pick<Explanations, 'see'>,
) {
  const seenClass = createClassFeatures(context, lane)

  const nearest = async (request: NearestRequest, signal: AbortSignal): Promise<NearestTraining> => {
    const { task, image, input, count } = request
    const subject = findSubject(context, request.evaluation, image)
    requireClasses(context, subject.run, request.classes)
    const pixels = (await see(task, subject, signal))[input]
    signal.throwIfAborted()
    const own = await lane.ask(task, 'image-features', async () => ({ ...modelOf(context, subject), pixels }))
    const query = new Float32Array(Uint8Array.from(own.features).buffer)
    const classes: NearestOfClass[] = []
    for (const label of request.classes) {
      classes.push(nearestOf(label, await seenClass(task, subject, label, signal), query, count))
    }
    return { layer: own.layer, features: query.length, classes }
  }

  const crops = async ({ task, evaluation: id, ...wanted }: CropsRequest): Promise<TrainingCrops> => {
    const model = findModel(context, id)
    const { evaluation, run } = model
    const { counts, title } = datasetOf(context, run)
    if (wanted.image >= counts.train) {
      const range = `[0, ${counts.train - 1}]`
      throw new AppError('invalid-input', `The train images of "${title}" are numbered ${range}: got ${wanted.image}.`)
    }
    const checkpoint = context.store.checkpoints.get(evaluation.checkpoint ?? -1)
    return lane.ask(task, 'training-crops', async () => ({
      ...modelOf(context, model),
      ...wanted,
      step: checkpoint?.step ?? 0,
      firstEpoch: firstEpochOf(context, run),
    }))
  }

  return {
    nearest: (request: NearestRequest) => tasks.run(request.task, (signal) => nearest(request, signal)),
    crops: (request: CropsRequest) => tasks.run(request.task, () => crops(request)),
  }
}

function nearestOf(label: number, seen: SeenClass, query: Float32Array, count: number): NearestOfClass {
  const { images, predicted, confidence, features } = seen
  return {
    class: label,
    n: images.length,
    correct: predicted.filter((prediction) => prediction === label).length,
    nearest: nearestByCosine(query, features, count).map(({ row, similarity }) => ({
      image: images[row] as number,
      similarity,
      predicted: predicted[row] as number,
      confidence: confidence[row] as number,
    })),
  }
}

/** A fork that takes over the progress of its origin trains the epochs from there on. */
function firstEpochOf({ store }: HostContext, run: StoredRun): number {
  const origin = store.origins.ofRun(run.id)
  return origin?.keepsProgress === true ? origin.epoch : 0
}

function requireClasses(context: HostContext, run: StoredRun, classes: readonly number[]): void {
  const count = datasetOf(context, run).classes.length
  const unknown = classes.find((label) => label >= count)
  if (unknown === undefined) return
  throw new AppError('invalid-input', `Expected classes from 0 to ${count - 1}: got ${unknown}.`)
}
