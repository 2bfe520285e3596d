import { AppError, type MethodChoice, type TransferQuestion } from '../../contract/index.ts'
import { registries } from '../../core/catalog.ts'
import { drawImages } from '../../core/datasets/chosen-images.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { TransferKey } from '../../store/transfers.ts'
import type { HostContext } from '../context.ts'
import { findModels, type Model } from '../services/compared-model.ts'
import { completedMethod } from '../services/completed-method.ts'

/** What is asked for, found and checked. */
export interface TransferPlan {
  readonly models: readonly Model[]
  readonly dataset: StoredDataset
  readonly split: TransferQuestion['split']
  /** An attack with all its parameters. */
  readonly condition: MethodChoice
  /** Numbers of the images in the split. */
  readonly images: Int32Array
}

/** Throws `invalid-input` where the condition is no attack, or the models are of different images. */
export function planTransfers(context: HostContext, question: TransferQuestion): TransferPlan {
  const { split, images } = question
  const { models, dataset } = findModels(context, question.models)
  const { id } = question.condition
  if (!registries.attacks.some((attack) => attack.id === id)) {
    const message = `Only attacks transfer from model to model: "${id}" is none.`
    throw new AppError('invalid-input', message, { hint: 'Name one, e.g. fgsm:epsilon=2/255.' })
  }
  const total = dataset.counts[split]
  return {
    models: [...new Map(models.map((model) => [model.checkpoint.id, model])).values()],
    dataset,
    split,
    condition: completedMethod('attacks', question.condition),
    images: drawImages(total, Math.min(images ?? total, total)),
  }
}

/** Under which name outcomes are kept. */
export const transferKey = (
  { split, condition }: Pick<TransferPlan, 'split' | 'condition'>,
  kind: 'clean' | 'attacked',
  source: Model,
  target: Model,
): TransferKey => ({
  source: source.checkpoint,
  target: target.checkpoint,
  split,
  condition: kind === 'clean' ? { id: 'clean', params: {} } : condition,
})
