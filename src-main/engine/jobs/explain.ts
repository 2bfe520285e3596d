import * as tf from '@tensorflow/tfjs-core'
import type { Explanation } from '../../contract/evaluations.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../../core/catalog.ts'
import { runLater, type LaterOptions } from '../../core/computation.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import type { ExplainedClasses, QuestionOf } from '../questions.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, type QuestionContext } from './question-context.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import { readTensors } from './read-tensors.ts'
import { requireFinite } from './require-finite.ts'

const tellEveryMs = 250

/** One saliency map of the given pixels. */
export async function explain(question: QuestionOf<'explain'>, context: QuestionContext): Promise<Explanation> {
  const { method, image, classes } = question
  const kept = keepModel(question, context.backend)
  const row = { image, pixels: pixelsOf(question, kept), classes }
  let told = performance.now()
  const onStep = (steps: number): void => {
    if (performance.now() - told < tellEveryMs) return
    told = performance.now()
    tellProgress(context, 0, 0, `${method.id}, ${steps} passes of the model`)
  }
  const { signal, gate } = context
  const [explanation] = await explainRows(kept, method, [row], { signal, gate, onStep })
  return explanation as Explanation
}

/** [height, width, channels], values in [0, 1]. */
export function pixelsOf(
  { image, pixels }: Pick<QuestionOf<'explain'>, 'image' | 'pixels'>,
  { data }: Pick<KeptModel, 'data'>,
): Float32Array {
  return typeof pixels === 'string' ? readPixels(data[pixels], Int32Array.of(image)) : bytesToFloats(pixels)
}

/** An image to explain. */
export interface ExplainedRow {
  /** The key of its noise. */
  readonly image: number
  /** [height, width, channels], values in [0, 1]. */
  readonly pixels: Float32Array
  readonly classes: ExplainedClasses
}

/** Those of some images from their pixels one after another. */
export function rowsOf(
  images: readonly number[],
  pixels: Float32Array,
  classes: readonly ExplainedClasses[],
): ExplainedRow[] {
  const size = pixels.length / images.length
  return images.map((image, i) => ({
    image,
    pixels: pixels.subarray(i * size, (i + 1) * size),
    classes: classes[i] as ExplainedClasses,
  }))
}

type ExplainingModel = Pick<KeptModel, 'network' | 'model' | 'explainer'>

/** The maps of some images in one batch, in their order. Throws `not-a-number` where one of them is not finite. */
export async function explainRows(
  { network, model, explainer }: ExplainingModel,
  choice: MethodChoice,
  rows: readonly ExplainedRow[],
  options: LaterOptions,
): Promise<Explanation[]> {
  const { method, values: params } = findMethod('saliency', choice)
  const [height, width] = network.inputShape
  const { maps, figures } = await mapsOf({ network, model, explainer }, choice, rows, options)
  return maps.map((values, row) => {
    const own = Object.entries(figures).map(([name, figure]) => [name, figure[row] ?? Number.NaN])
    const note = method.note?.(params, network, Object.fromEntries(own)) ?? null
    return { height, width, map: floatsToBytes(values), ...rangeOf(values, method.id), note }
  })
}

/** The same as values: of each image its map [height, width], and by name the figures of all. */
export async function mapsOf(
  { network, model, explainer }: ExplainingModel,
  choice: MethodChoice,
  rows: readonly ExplainedRow[],
  options: LaterOptions,
): Promise<{ maps: Float32Array[]; figures: Readonly<Record<string, Float32Array>> }> {
  const shape = [rows.length, ...network.inputShape] as const
  const images = tf.tensor4d(joined(rows.map(({ pixels }) => pixels)), [...shape])
  const weights = joined(rows.map(({ classes }) => weightsOf(classes, network.classes)))
  const target = tf.tensor2d(weights, [rows.length, network.classes])
  try {
    const batch = { images, target, keys: rows.map(({ image }) => image) }
    const found = await runLater(explainer.explain(model, choice, batch), options)
    const { maps } = await readTensors({ maps: found.maps })
    const size = maps.length / rows.length
    return {
      maps: rows.map((_, row) => maps.subarray(row * size, (row + 1) * size)),
      figures: await readTensors(found.figures),
    }
  } finally {
    tf.dispose([images, target])
  }
}

/** Arrays of one length, one after another. */
function joined(arrays: readonly Float32Array[]): Float32Array {
  const size = arrays[0]?.length ?? 0
  const all = new Float32Array(arrays.length * size)
  arrays.forEach((array, i) => all.set(array, i * size))
  return all
}

function weightsOf([forClass, againstClass]: ExplainedClasses, classes: number): Float32Array {
  const weights = new Float32Array(classes)
  weights[forClass] = 1
  if (againstClass !== null) weights[againstClass] = -1
  return weights
}

function rangeOf(values: Float32Array, method: string): { min: number; max: number } {
  requireFinite(values, `The map of "${method}" holds values that are not finite numbers.`, 'weights or logits')
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((most, value) => Math.max(most, value), -Infinity),
  }
}
