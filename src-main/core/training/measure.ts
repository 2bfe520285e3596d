import * as tf from '@tensorflow/tfjs-core'
import type { Monitor } from '../../contract/run-config.ts'
import { runNow } from '../computation.ts'
import type { ImageSet } from '../datasets/image-set.ts'
import type { Classifier, FoldedModel } from '../evaluation/classifier.ts'
import { predictionsOf } from '../evaluation/predictions.ts'
import { readPixels } from '../datasets/pixels.ts'
import { createRandom } from '../random.ts'
import type { ModelTensors } from '../network/forward.ts'
import { disposeModel } from './tensors.ts'

const batchSize = 128

interface MeasureOptions {
  readonly classifier: Classifier
  readonly model: ModelTensors
  readonly train: ImageSet
  readonly validation: ImageSet
  readonly monitor: Monitor
  readonly seed: number
  pause(): Promise<void>
}

type FoldedOptions = MeasureOptions & { readonly model: FoldedModel }

/**
 * What is told of a model after every epoch: accuracies and loss in inference mode, without augmentation, on the same
 * images each time; under the monitored attack too, where there is one.
 */
export async function measure(options: MeasureOptions): Promise<Record<string, number>> {
  const { folded } = options.classifier.fold(options.model)
  try {
    return await measureFolded({ ...options, model: { ...options.model, folded } })
  } finally {
    disposeModel(folded)
  }
}

async function measureFolded({ monitor, ...options }: FoldedOptions): Promise<Record<string, number>> {
  const train = panel(options.train, monitor.trainImages)
  const validation = panel(options.validation, monitor.validationImages)
  const metrics: Record<string, number> = {}

  const onTrain = await scores(options.train, train, null, options)
  const onValidation = await scores(options.validation, validation, null, options)
  metrics['validation-accuracy'] = onValidation.accuracy
  metrics['validation-loss'] = onValidation.loss
  if (train.length > 0) {
    metrics['train-accuracy'] = onTrain.accuracy
    metrics['generalization-gap'] = onTrain.accuracy - onValidation.accuracy
  }
  if (monitor.attack === null) return metrics

  const attacked = await scores(options.validation, validation, monitor.attack, options)
  metrics['attacked-validation-accuracy'] = attacked.accuracy
  if (train.length > 0) {
    const { accuracy } = await scores(options.train, train, monitor.attack, options)
    metrics['attacked-train-accuracy'] = accuracy
    metrics['attacked-generalization-gap'] = accuracy - attacked.accuracy
  }
  return metrics
}

/** `count` images of the set, drawn once for ever: the same in every epoch and every run. */
function panel(set: ImageSet, count: number): Int32Array {
  return createRandom(0, set.count).permutation(set.count).slice(0, count).toSorted()
}

async function scores(
  set: ImageSet,
  panelIndices: Int32Array,
  attack: Monitor['attack'],
  { classifier, model, seed, pause }: Omit<FoldedOptions, 'monitor'>,
): Promise<{ accuracy: number; loss: number }> {
  let correct = 0
  let loss = 0
  for (let start = 0; start < panelIndices.length; start += batchSize) {
    const indices = panelIndices.subarray(start, start + batchSize)
    const logits = tf.tidy(() => {
      const images = tf.tensor4d(readPixels(set, indices), [indices.length, ...set.shape])
      if (attack === null) return runNow(classifier.logits(model, images))
      const labels = tf.tensor1d(
        Int32Array.from(indices, (index) => set.labels[index] as number),
        'int32',
      )
      const attacked = runNow(classifier.attack(model, attack, { images, labels, keys: indices, seed }))
      return runNow(classifier.logits(model, attacked))
    })
    const rows = predictionsOf((await logits.data<'float32'>()) as Float32Array, indices, set)
    logits.dispose()
    correct += rows.filter(({ truth, predicted }) => truth === predicted).length
    loss += rows.reduce((sum, row) => sum + row.loss, 0)
    await pause()
  }
  return { accuracy: correct / panelIndices.length, loss: loss / panelIndices.length }
}
