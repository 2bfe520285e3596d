import * as tf from '@tensorflow/tfjs-core'
import type { Explanation } from '../../contract/evaluations.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod } from '../../core/catalog.ts'
import { runLater } from '../../core/computation.ts'
import type { ExplainedClasses, QuestionOf } from '../protocol.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'

/** One saliency map of the given pixels. */
export async function explain(
  question: QuestionOf<'explain'>,
  { backend, signal }: QuestionContext,
): Promise<Explanation> {
  const { method, image, classes } = question
  const row = { image, pixels: bytesToFloats(question.pixels), classes }
  const [explanation] = await explainRows(keepModel(question, backend), method, [row], signal)
  return explanation as Explanation
}

/** An image to explain. */
export interface ExplainedRow {
  /** The key of its noise. */
  readonly image: number
  /** [height, width, channels], values in [0, 1]. */
  readonly pixels: Float32Array
  readonly classes: ExplainedClasses
}

/** The maps of some images in one batch, in their order. Throws `not-a-number` where one of them is not finite. */
export async function explainRows(
  { network, model, explainer }: Pick<KeptModel, 'network' | 'model' | 'explainer'>,
  choice: MethodChoice,
  rows: readonly ExplainedRow[],
  signal: AbortSignal,
): Promise<Explanation[]> {
  const { method, values: params } = findMethod('saliency', choice)
  const [height, width] = network.inputShape
  const images = tf.tidy(
    () =>
      tf.stack(
        rows.map(({ pixels }) => tf.tensor3d(pixels, [...network.inputShape])),
        0,
      ) as tf.Tensor4D,
  )
  const target = tf.tensor2d(
    rows.flatMap(({ classes }) => [...weightsOf(classes, network.classes)]),
    [rows.length, network.classes],
  )
  try {
    const batch = { images, target, keys: rows.map(({ image }) => image) }
    const { maps, figures } = await runLater(explainer.explain(model, choice, batch), { signal })
    const all = await maps.data<'float32'>()
    const found = Object.entries(figures).map(([name, figure]) => [name, figure.dataSync()] as const)
    tf.dispose([maps, figures])
    return rows.map((_, row) => {
      const values = Float32Array.from(all.subarray(row * height * width, (row + 1) * height * width))
      const own = found.map(([name, figure]) => [name, figure[row] ?? Number.NaN])
      const note = method.note?.(params, network, Object.fromEntries(own)) ?? null
      return { height, width, map: floatsToBytes(values), ...rangeOf(values, method.id), note }
    })
  } finally {
    tf.dispose([images, target])
  }
}

function weightsOf([forClass, againstClass]: ExplainedClasses, classes: number): Float32Array {
  const weights = new Float32Array(classes)
  weights[forClass] = 1
  if (againstClass !== null) weights[againstClass] = -1
  return weights
}

function rangeOf(values: Float32Array, method: string): { min: number; max: number } {
  if (!values.every((value) => Number.isFinite(value))) {
    throw new AppError('not-a-number', `The map of "${method}" holds values that are not finite numbers.`, {
      hint: "The model's weights or logits are too large: choose an earlier checkpoint.",
    })
  }
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((most, value) => Math.max(most, value), -Infinity),
  }
}
