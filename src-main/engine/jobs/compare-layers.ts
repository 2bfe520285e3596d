import { setImmediate as pause } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import { runLater } from '../../core/computation.ts'
import { uploadImages } from '../../core/datasets/upload-images.ts'
import { centeredGram, centeredOfMinibatch, innerProduct, unbiasedHsic } from '../../core/measures/cka.ts'
import { download } from '../../core/training/tensors.ts'
import type { LayerSums, QuestionOf } from '../questions.ts'
import { fillUp } from './fill-up.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'
import { requireFinite } from './require-finite.ts'

type CompareQuestion = QuestionOf<'compare-layers'>

/** Images of one pass. */
const perPass = 32

/** Features of the first `done` images of a question, one array [images, features] a layer. */
interface Gathered {
  readonly layers: Float32Array[]
  done: number
}

/** How far a question is: when it is interrupted it is asked again, and goes on from there. */
interface Progress {
  readonly key: string
  readonly models: readonly KeptModel[]
  readonly gathered: readonly Gathered[]
  /** Centered Gram matrices of the first model's layers; the features behind them are given up. */
  readonly rows: Float64Array[]
  readonly between: number[][]
  readonly own: number[]
}

let progress: Progress | null = null
let forgetting: NodeJS.Timeout | undefined

/** What is not asked again by then was cancelled. */
export const forgetAfterMs = 60_000

/** Inner products of all layers of two models over one batch of images. */
export async function compareLayers(question: CompareQuestion, context: QuestionContext): Promise<LayerSums> {
  clearTimeout(forgetting)
  try {
    const sums = await goOn(question, context)
    progress = null
    return sums
  } catch (error) {
    forgetting = setTimeout(() => (progress = null), forgetAfterMs).unref()
    throw error
  }
}

async function goOn(question: CompareQuestion, context: QuestionContext): Promise<LayerSums> {
  const first = keepModel(question, context.backend)
  const second = question.other === null ? first : keepModel({ ...question, ...question.other }, context.backend)
  const models = first === second ? [first] : [first, second]
  progress = resumed(question, models) ?? begin(question, models)
  const { gathered, rows, between, own } = progress
  const [ofFirst, ofSecond] = gathered as readonly [Gathered, Gathered?]
  for (const [at, state] of gathered.entries()) await gather(models[at] as KeptModel, state, question, context)

  const product = question.isMinibatch ? unbiasedHsic : innerProduct
  for await (const gram of centeredGrams(ofFirst, rows.length, question, context)) {
    rows.push(gram)
    between.push([])
  }
  const columns = ofSecond ? centeredGrams(ofSecond, own.length, question, context) : rows.slice(own.length)
  for await (const column of columns) {
    await pause()
    throwIfAborted(context.signal)
    own.push(product(column, column))
    rows.forEach((row, at) => between[at]?.push(product(row, column)))
  }
  return {
    layers: [[...first.layerFeatures.layers], [...second.layerFeatures.layers]],
    between,
    own: [rows.map((row) => product(row, row)), own],
  }
}

const keyOf = (question: CompareQuestion): string => JSON.stringify({ ...question, id: null })

/** A model that was loaded anew may be another one. */
function resumed(question: CompareQuestion, models: readonly KeptModel[]): Progress | null {
  const isSame = progress?.key === keyOf(question) && models.every((model, at) => progress?.models[at] === model)
  return isSame ? progress : null
}

function begin(question: CompareQuestion, models: readonly KeptModel[]): Progress {
  const gathered = models.map(() => ({ layers: [], done: 0 }))
  return { key: keyOf(question), models, gathered, rows: [], between: [], own: [] }
}

/** Centered Gram matrices of the layers from one on, one after another. What is made of a layer takes its features' place. */
async function* centeredGrams(
  { layers }: Gathered,
  from: number,
  { images, kernel, isMinibatch }: CompareQuestion,
  context: QuestionContext,
): AsyncGenerator<Float64Array> {
  const center = isMinibatch ? centeredOfMinibatch : centeredGram
  for (let at = from; at < layers.length; at++) {
    await pause()
    throwIfAborted(context.signal)
    const features = layers[at] as Float32Array
    const gram = tf.tidy(() => {
      const centered = centerColumns(tf.tensor2d(features, [images.length, features.length / images.length]))
      return tf.matMul(centered, centered, false, true)
    })
    const values = await gram.data<'float32'>()
    gram.dispose()
    yield center(values, kernel)
    layers[at] = new Float32Array()
  }
}

/** What is left of float32 values this much larger is rounding. */
const rounding = 1e-6

/**
 * Changes nothing of an alignment but rounding: large means would drown what differs. Of a channel that is the same for all
 * images 0 is left.
 */
function centerColumns(rows: tf.Tensor2D): tf.Tensor2D {
  const centered = tf.sub(rows, tf.mean(rows, 0, true))
  const least = tf.mul(tf.max(tf.abs(rows), 0, true), rounding)
  return tf.where(tf.greater(tf.abs(centered), least), centered, tf.zerosLike(centered)) as tf.Tensor2D
}

async function gather(
  model: KeptModel,
  state: Gathered,
  question: CompareQuestion,
  context: QuestionContext,
): Promise<void> {
  const { images, config } = question
  while (state.done < images.length) {
    tellProgress(context, state.done, images.length, `layers of "${config.name}"`)
    const part = images.slice(state.done, state.done + perPass)
    const found = await readPass(model, Int32Array.from(fillUp(part, perPass)), question, context)
    found.forEach((values, at) => {
      requireFinite(values, 'The activations of these images are not all finite numbers.', 'weights or activations')
      const width = values.length / perPass
      state.layers[at] ??= new Float32Array(width * images.length)
      state.layers[at].set(values.subarray(0, width * part.length), width * state.done)
    })
    state.done += part.length
    await pause()
  }
}

async function readPass(
  { data, model, layerFeatures }: KeptModel,
  rows: Int32Array,
  { split, features }: CompareQuestion,
  { signal }: QuestionContext,
): Promise<Float32Array[]> {
  const images = uploadImages(data[split], rows)
  try {
    const tensors = await runLater(layerFeatures.of(model, images, features), { signal })
    const values = await download(tensors)
    tf.dispose(tensors)
    return values as Float32Array[]
  } finally {
    tf.dispose(images)
  }
}
