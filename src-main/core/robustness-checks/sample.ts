import * as tf from '@tensorflow/tfjs-core'
import { canonicalMethod, type MethodChoice } from '../../contract/method.ts'
import { verdictsOf } from '../attacks/verdicts.ts'
import { findMethod } from '../catalog.ts'
import { runLater, type Computation } from '../computation.ts'
import { imageSizeOf, type ImageSet } from '../datasets/image-set.ts'
import { uploadImages, uploadLabels } from '../datasets/upload-images.ts'
import type { AttackedModel, Classifier, FoldedModel } from '../evaluation/classifier.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { TensorTree } from '../training/runtime.ts'
import { leavesOf } from '../training/tensor-tree.ts'

/** A model that can be attacked and classifies. */
export interface SampleModel {
  readonly classifier: Classifier
  readonly model: ModelTensors & FoldedModel
}

/** Another run's model of the same images, loaded when it is asked for; it stays its owner's. */
export interface Surrogate {
  readonly name: string
  /** Tells it from others of the same name. */
  readonly version: string
  load(): SampleModel
}

interface SampleOptions extends SampleModel {
  readonly images: ImageSet
  /** The images of the sample. */
  readonly indices: Int32Array
  /** Which of them were right in the evaluation. */
  readonly evaluated: readonly boolean[]
  readonly attack: MethodChoice
  readonly surrogate: Surrogate | null
  readonly seed: number
  /**
   * What attacks came to on this model and these images before: evaluations of the same checkpoint share it, since most
   * ask for the same.
   */
  readonly memory: Map<string, readonly boolean[]>
  readonly signal: AbortSignal
  /** Lets messages through between passes. */
  pause(): Promise<void>
}

/** The images that checks try attacks on. All answers are about them, in their order. */
export interface Sample {
  readonly attack: MethodChoice
  readonly size: number
  /** Height · width · channels. */
  readonly valuesPerImage: number
  /** Which were right as evaluated. */
  readonly evaluated: readonly boolean[]
  /** Name of the other run, where there is one. */
  readonly surrogate: string | null
  /** Which are right under an attack. */
  right(attack: MethodChoice): Promise<readonly boolean[]>
  /** The same for a part of the images, which is not remembered. */
  rightAmong(places: readonly number[], attack: MethodChoice): Promise<readonly boolean[]>
  /** Which are right where an attack was made on the other run's model. */
  rightWhenTransferred(attack: MethodChoice): Promise<readonly boolean[]>
  /** Largest difference between the logits of clean images, classified twice, and the largest logit. */
  repeatedLogits(): Promise<{ readonly difference: number; readonly largest: number }>
  /** Which are of the class that the model takes plain grey for. */
  ofGrey(): Promise<readonly boolean[]>
  /** Of every image, whether it is right and whether the gradient of its loss by the pixels is 0 everywhere. */
  cleanGradients(): Promise<readonly { readonly isRight: boolean; readonly isZero: boolean }[]>
}

export function createSample(options: SampleOptions): Sample {
  const { classifier, model, images: set, indices, surrogate, seed, memory, signal, pause } = options
  const all = indices.map((_, place) => place)

  async function read<T extends TensorTree, R>(work: () => Computation<T>, from: (result: T) => R): Promise<R> {
    await pause()
    const result = await runLater(work(), { signal })
    try {
      return from(result)
    } finally {
      tf.dispose(leavesOf(result))
    }
  }

  const batchOf = (places: ArrayLike<number>) => {
    const keys = Int32Array.from(places, (place) => indices[place] as number)
    return { images: uploadImages(set, keys), labels: uploadLabels(set, keys), keys, seed }
  }

  function tryOn(
    places: ArrayLike<number>,
    attack: MethodChoice,
    attacked: { readonly classifier: Classifier; readonly model: AttackedModel },
  ): Promise<readonly boolean[]> {
    const work = function* (): Computation<{ logits: tf.Tensor2D; labels: tf.Tensor1D }> {
      const batch = batchOf(places)
      const seen = yield* attacked.classifier.attack(attacked.model, attack, batch)
      return { logits: yield* classifier.logits(model, seen), labels: batch.labels }
    }
    return read(work, ({ logits, labels }) => {
      return verdictsOf(logits, labels).map(({ isRight }) => isRight)
    })
  }

  async function remembered(key: string, find: () => Promise<readonly boolean[]>): Promise<readonly boolean[]> {
    const known = memory.get(key) ?? (await find())
    memory.set(key, known)
    return known
  }

  memory.set(keyOf(options.attack), options.evaluated)
  let gradients: ReturnType<Sample['cleanGradients']> | null = null

  return {
    attack: options.attack,
    size: indices.length,
    valuesPerImage: imageSizeOf(set),
    evaluated: options.evaluated,
    surrogate: surrogate?.name ?? null,
    right: (attack) => remembered(keyOf(attack), () => tryOn(all, attack, { classifier, model })),
    rightAmong: (places, attack) => tryOn(places, attack, { classifier, model }),
    async rightWhenTransferred(attack) {
      if (!surrogate) throw new Error('There is no other run to transfer from.')
      return remembered(`${surrogate.version} ${keyOf(attack)}`, () => tryOn(all, attack, surrogate.load()))
    },
    repeatedLogits: () =>
      read(
        function* (): Computation<{ first: tf.Tensor2D; second: tf.Tensor2D }> {
          const { images } = batchOf(all)
          return { first: yield* classifier.logits(model, images), second: yield* classifier.logits(model, images) }
        },
        ({ first, second }) => {
          const [one, other] = [first.dataSync<'float32'>(), second.dataSync<'float32'>()]
          const largest = one.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0)
          const difference = one.reduce((most, logit, i) => Math.max(most, Math.abs(logit - (other[i] as number))), 0)
          return { difference, largest }
        },
      ),
    ofGrey: () =>
      read(
        function* (): Computation<{ logits: tf.Tensor2D; labels: tf.Tensor1D }> {
          const grey = tf.mul<tf.Tensor4D>(tf.ones([indices.length, ...set.shape]), 0.5)
          return { logits: yield* classifier.logits(model, grey), labels: uploadLabels(set, indices) }
        },
        ({ logits, labels }) => verdictsOf(logits, labels).map(({ isRight }) => isRight),
      ),
    cleanGradients: () =>
      (gradients ??= read(
        function* (): Computation<{ largest: tf.Tensor; logits: tf.Tensor2D; labels: tf.Tensor1D }> {
          const batch = batchOf(all)
          const context = classifier.attackContext(model, batch)
          const gradient = yield* context.gradientOfLoss(context.images)
          const largest = tf.max(tf.abs(gradient), [1, 2, 3])
          return { largest, logits: yield* context.logits(context.images), labels: batch.labels }
        },
        ({ largest, logits, labels }) => {
          const magnitudes = largest.dataSync()
          return verdictsOf(logits, labels).map(({ isRight }, place) => ({ isRight, isZero: magnitudes[place] === 0 }))
        },
      )),
  }
}

/** Equal attacks have equal keys, whichever of their parameters are written out. */
function keyOf(attack: MethodChoice): string {
  const { method, values } = findMethod('attacks', attack)
  return canonicalMethod({ id: method.id, params: values })
}
