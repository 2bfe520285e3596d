import * as tf from '@tensorflow/tfjs-core'
import type { Explanation } from '../../contract/evaluations.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod } from '../../core/catalog.ts'
import { runLater } from '../../core/computation.ts'
import type { QuestionOf } from '../protocol.ts'
import { keepModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'

/** One saliency map of the given pixels. */
export async function explain(
  question: QuestionOf<'explain'>,
  { backend, signal }: QuestionContext,
): Promise<Explanation> {
  const { network, model, explainer } = keepModel(question, backend)
  const [height, width, channels] = network.inputShape
  const [forClass, againstClass] = question.classes
  const weights = new Float32Array(network.classes)
  weights[forClass] = 1
  if (againstClass !== null) weights[againstClass] = -1
  const images = tf.tensor4d(bytesToFloats(question.pixels), [1, height, width, channels])
  const target = tf.tensor2d(weights, [1, network.classes])
  let values: Float32Array
  let note: string | null
  try {
    const { method, values: params } = findMethod('saliency', question.method)
    const batch = { images, target, keys: [question.image] }
    const { maps, figures } = await runLater(explainer.explain(model, question.method, batch), { signal })
    values = Float32Array.from(await maps.data<'float32'>())
    const found = Object.entries(figures).map(([name, figure]) => [name, figure.dataSync()[0] ?? Number.NaN])
    tf.dispose([maps, figures])
    note = method.note?.(params, network, Object.fromEntries(found)) ?? null
  } finally {
    tf.dispose([images, target])
  }
  if (!values.every((value) => Number.isFinite(value))) {
    throw new AppError('not-a-number', `The map of "${question.method.id}" holds values that are not finite numbers.`, {
      hint: "The model's weights or logits are too large: choose an earlier checkpoint.",
    })
  }
  const min = values.reduce((least, value) => Math.min(least, value), Infinity)
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity)
  return { height, width, map: floatsToBytes(values), min, max, note }
}
