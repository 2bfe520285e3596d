import { AppError, type LayerSimilarity, type SimilarityQuestion } from '../../contract/index.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import { drawImages } from '../../core/datasets/chosen-images.ts'
import { sizeOfFeatures } from '../../core/evaluation/layer-features.ts'
import { alignmentOf } from '../../core/measures/cka.ts'
import { fewestImages, minibatchesOf } from '../../core/measures/minibatches.ts'
import type { AnswerOf } from '../../engine/questions.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { SimilarityKey, StoredSimilarity } from '../../store/similarities.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { createWorkSharing, tellAskers, type SharedWork } from '../share-work.ts'
import type { Tasks } from '../tasks.ts'
import { describeModel, findModels, type Model } from './compared-model.ts'
import { savedModel } from './explained-subject.ts'

interface SimilarityPlan {
  /** In the order of their checkpoints, so that a pair is computed once, whichever way it is asked for. */
  readonly models: readonly [Model, Model]
  readonly isSwapped: boolean
  readonly dataset: StoredDataset
  readonly key: SimilarityKey
  /** Numbers of the images in the split. */
  readonly images: Int32Array
}

/** Features of one model, and Gram matrices of one model's layers, take as many bytes at most. */
const mostBytes = 256 * 2 ** 20

/** Centered kernel alignment of layers: computed in the background, kept. */
export function createSimilarity(context: HostContext, lane: Pick<InteractiveLane, 'ask'>, tasks: Tasks) {
  const { store, journal } = context
  const share = createWorkSharing<StoredSimilarity>(tasks)

  const compute = async (plan: SimilarityPlan, work: SharedWork): Promise<StoredSimilarity> => {
    const known = store.similarities.get(plan.key)
    if (known) return known
    const found = await compareLayers(context, lane, plan, work)
    journal(() => store.similarities.put(plan.key, found, context.now()))
    return found
  }

  return {
    known(question: SimilarityQuestion): LayerSimilarity | null {
      const plan = planSimilarity(context, question)
      const stored = store.similarities.get(plan.key)
      return stored ? describe(context, plan, stored) : null
    },
    compute: ({ task, ...question }: SimilarityQuestion & { readonly task: string }): Promise<LayerSimilarity> =>
      tasks.run(task, async (signal) => {
        const plan = planSimilarity(context, question)
        const found = await share(JSON.stringify(plan.key), { task, signal }, (work) => compute(plan, work))
        return describe(context, plan, found)
      }),
  }
}

function planSimilarity(context: HostContext, question: SimilarityQuestion): SimilarityPlan {
  const { kernel, features, split } = question
  const found = findModels(context, question.models)
  const [first, second] = found.models as [Model, Model]
  const isSwapped = first.checkpoint.id > second.checkpoint.id
  const models: [Model, Model] = isSwapped ? [second, first] : [first, second]
  const total = found.dataset.counts[split]
  if (total < fewestImages) {
    const message = `Layers are compared by ${fewestImages} images or more: the ${split} split has ${total}.`
    throw new AppError('invalid-input', message, { hint: 'Choose the other split.' })
  }
  const images = drawImages(total, Math.min(question.images, total))
  const checkpoints = { first: models[0].checkpoint, second: models[1].checkpoint }
  const key = { ...checkpoints, split, images: images.length, kernel, features }
  return { models, isSwapped, dataset: found.dataset, key, images }
}

async function compareLayers(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  { models, dataset, images, key: { kernel, features, split } }: SimilarityPlan,
  work: SharedWork,
): Promise<StoredSimilarity> {
  const { task, signal, askers } = work
  const [first, second] = models
  const isSame = first.checkpoint.id === second.checkpoint.id
  const other = isSame ? null : savedModel(context, second.run, second.checkpoint)
  const batches = minibatchesOf(images, Math.min(...models.map((model) => imagesAtOnce(model, dataset, features))))
  const answers: AnswerOf<'compare-layers'>[] = []
  let done = 0
  for (const batch of batches) {
    signal.throwIfAborted()
    const about = { ...savedModel(context, first.run, first.checkpoint), other, split, kernel, features }
    const question = async () => ({ ...about, images: batch, isMinibatch: batches.length > 1 })
    answers.push(await lane.ask(task, 'compare-layers', question, { isBackground: true, askers }))
    done += batch.length
    tellAskers(context, work, { done, total: images.length, note: 'layers compared' })
  }
  const [sample] = answers as [AnswerOf<'compare-layers'>]
  const sum = (of: (answer: AnswerOf<'compare-layers'>) => number | undefined): number =>
    answers.reduce((total, answer) => total + (of(answer) ?? Number.NaN), 0)
  const values = sample.between.map((row, i) =>
    row.map((_, j) =>
      alignmentOf(
        sum(({ between }) => between[i]?.[j]),
        sum(({ own }) => own[0][i]),
        sum(({ own }) => own[1][j]),
      ),
    ),
  )
  return { layers: sample.layers, batch: batches[0]?.length ?? 0, values }
}

/** How many images are compared at a time. */
function imagesAtOnce({ run }: Model, dataset: StoredDataset, features: SimilarityQuestion['features']): number {
  const { values, layers } = sizeOfFeatures(networkOf(run.config.architecture, dataset), features)
  return Math.max(fewestImages, Math.floor(Math.min(mostBytes / (4 * values), Math.sqrt(mostBytes / (8 * layers)))))
}

function describe(context: HostContext, plan: SimilarityPlan, stored: StoredSimilarity): LayerSimilarity {
  const { isSwapped, key, models } = plan
  const { kernel, features, split, images } = key
  const [first, second] = models.map((model) => describeModel(context, model)) as [
    ReturnType<typeof describeModel>,
    ReturnType<typeof describeModel>,
  ]
  const values = stored.values.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)))
  const [rows, columns] = stored.layers.map((names) => [...names]) as [string[], string[]]
  const about = { kernel, features, split, images, batch: stored.batch }
  if (!isSwapped) return { ...about, models: [first, second], layers: [rows, columns], values }
  const turned = columns.map((_, j) => values.map((row) => row[j] ?? null))
  return { ...about, models: [second, first], layers: [columns, rows], values: turned }
}
