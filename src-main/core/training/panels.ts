import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import type { Monitor } from '../../contract/run-config.ts'
import { runLater, type Computation } from '../computation.ts'
import { chooseImages, drawImages } from '../datasets/chosen-images.ts'
import { imageSizeOf, type ImageSet } from '../datasets/image-set.ts'
import { uploadImages, uploadLabels } from '../datasets/upload-images.ts'
import type { Classifier, FoldedModel } from '../evaluation/classifier.ts'
import { predictionsOf } from '../evaluation/predictions.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Images } from '../ops/pixels.ts'
import { isInterruption } from './runtime.ts'
import { disposeModel } from './tensors.ts'

const batchSize = 128

/** Panels above this size are read anew in every epoch. */
const mostKeptBytes = 256 * 2 ** 20

export interface PanelOptions {
  readonly classifier: Classifier
  readonly train: ImageSet
  readonly validation: ImageSet
  readonly monitor: Monitor
  /** Training images of each class that take part; null: all. */
  readonly imagesPerClass: number | null
  readonly seed: number
  /** Ends a measurement, also in the middle of an attack. */
  readonly signal: AbortSignal | undefined
  pause(): Promise<void>
}

/** The images that a run is measured on after every epoch. */
export interface Panels {
  /** Images of each panel. */
  readonly counts: { readonly train: number; readonly validation: number }
  /**
   * What is told of a model: accuracies and loss in inference mode, without augmentation, on the same images each time;
   * under the monitored attack too, where there is one. Null where it was interrupted.
   */
  measure(model: ModelTensors): Promise<Record<string, number> | null>
  dispose(): void
}

interface PanelBatch {
  readonly indices: Int32Array
  readonly labels: tf.Tensor1D
  /** Null where the panel is too large to stay on the device. */
  readonly images: Images | null
}

/** Draws the panels and, where they are not too large, brings them to the device, where they stay. */
export function createPanels(options: PanelOptions): Panels {
  const { classifier, monitor } = options
  const train = createPanel(options.train, monitor.trainImages, options.imagesPerClass)
  const validation = createPanel(options.validation, monitor.validationImages)

  async function measureFolded(model: ModelTensors & FoldedModel): Promise<Record<string, number>> {
    const scores = (set: ImageSet, panel: readonly PanelBatch[], attack: MethodChoice | null) =>
      scoresOf(set, panel, attack, model, options)
    const onTrain = await scores(options.train, train, null)
    const onValidation = await scores(options.validation, validation, null)
    const metrics: Record<string, number> = {
      'validation-accuracy': onValidation.accuracy,
      'validation-loss': onValidation.loss,
    }
    if (train.length > 0) {
      metrics['train-accuracy'] = onTrain.accuracy
      metrics['generalization-gap'] = onTrain.accuracy - onValidation.accuracy
    }
    if (monitor.attack === null) return metrics

    const attacked = await scores(options.validation, validation, monitor.attack)
    metrics['attacked-validation-accuracy'] = attacked.accuracy
    if (train.length > 0) {
      const { accuracy } = await scores(options.train, train, monitor.attack)
      metrics['attacked-train-accuracy'] = accuracy
      metrics['attacked-generalization-gap'] = accuracy - attacked.accuracy
    }
    return metrics
  }

  return {
    counts: { train: imagesOf(train), validation: imagesOf(validation) },
    async measure(model) {
      const { folded } = classifier.fold(model)
      try {
        return await measureFolded({ ...model, folded })
      } catch (error) {
        if (isInterruption(error)) return null
        throw error
      } finally {
        disposeModel(folded)
      }
    },
    dispose() {
      for (const { labels, images } of [...train, ...validation]) tf.dispose([labels, ...(images ? [images] : [])])
    },
  }
}

/** What a panel of so many images of a set takes of the device, where it stays. */
export function panelBytes(set: Pick<ImageSet, 'count' | 'shape'>, count: number): number {
  const bytes = Math.min(count, set.count) * imageSizeOf(set)
  return bytes <= mostKeptBytes ? bytes : 0
}

/** `count` of the images that take part, drawn once for ever: the same in every epoch and every run. */
function createPanel(set: ImageSet, count: number, imagesPerClass: number | null = null): PanelBatch[] {
  const members = chooseImages(set.labels, imagesPerClass)
  const chosen = drawImages(members.length, count).map((place) => members[place] as number)
  const stays = panelBytes(set, chosen.length) > 0
  return Array.from({ length: Math.ceil(chosen.length / batchSize) }, (_, i) => {
    const indices = chosen.subarray(i * batchSize, (i + 1) * batchSize)
    return { indices, labels: uploadLabels(set, indices), images: stays ? uploadImages(set, indices) : null }
  })
}

const imagesOf = (panel: readonly PanelBatch[]): number => panel.reduce((sum, { indices }) => sum + indices.length, 0)

async function scoresOf(
  set: ImageSet,
  panel: readonly PanelBatch[],
  attack: MethodChoice | null,
  model: ModelTensors & FoldedModel,
  { classifier, seed, signal, pause }: PanelOptions,
): Promise<{ accuracy: number; loss: number }> {
  const logitsOf = function* ({ indices, labels, images: kept }: PanelBatch): Computation<tf.Tensor2D> {
    const images = kept ?? uploadImages(set, indices)
    if (attack === null) return yield* classifier.logits(model, images)
    const seen = yield* classifier.attack(model, attack, { images, labels, keys: indices, seed })
    return yield* classifier.logits(model, seen)
  }
  let count = 0
  let correct = 0
  let loss = 0
  for (const batch of panel) {
    const logits = await runLater(logitsOf(batch), { signal })
    const rows = predictionsOf((await logits.data<'float32'>()) as Float32Array, batch.indices, set)
    logits.dispose()
    count += rows.length
    correct += rows.filter(({ truth, predicted }) => truth === predicted).length
    loss += rows.reduce((sum, row) => sum + row.loss, 0)
    await pause()
  }
  return { accuracy: correct / count, loss: loss / count }
}
