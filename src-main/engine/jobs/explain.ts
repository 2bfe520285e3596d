import * as tf from '@tensorflow/tfjs-core'
import type { Explanation } from '../../contract/evaluations.ts'
import { AppError } from '../../contract/wire.ts'
import type { QuestionOf } from '../protocol.ts'
import { keepModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'

/** One saliency map of the given pixels. */
export async function explain(question: QuestionOf<'explain'>, { backend }: QuestionContext): Promise<Explanation> {
  const { network, model, explainer } = keepModel(question, backend)
  const [height, width, channels] = network.inputShape
  const [forClass, againstClass] = question.classes
  const map = tf.tidy(() => {
    const images = tf.tensor4d(bytesToFloats(question.pixels), [1, height, width, channels])
    const target = new Float32Array(network.classes)
    target[forClass] = 1
    if (againstClass !== null) target[againstClass] = -1
    return explainer.explain(model, question.method, images, tf.tensor2d(target, [1, network.classes]))
  })
  const values = Float32Array.from(await map.data<'float32'>())
  map.dispose()
  if (!values.every((value) => Number.isFinite(value))) {
    throw new AppError('not-a-number', `The map of "${question.method.id}" holds values that are not finite numbers.`, {
      hint: "The model's weights or logits are too large: choose an earlier checkpoint.",
    })
  }
  const min = values.reduce((least, value) => Math.min(least, value), Infinity)
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity)
  return { height, width, map: floatsToBytes(values), min, max }
}
