import * as tf from '@tensorflow/tfjs-core'
import type { Visualized } from '../../contract/evaluations.ts'
import { AppError } from '../../contract/wire.ts'
import { runLater } from '../../core/computation.ts'
import { createVisualizer } from '../../core/visualizations/visualizer.ts'
import type { QuestionOf } from '../protocol.ts'
import { floatsToBytes } from './float-bytes.ts'
import { keepModel } from './kept-models.ts'
import { tellProgress, type QuestionContext } from './question-context.ts'

/** An image that a class or a channel of a checkpoint answers to. */
export async function visualize(
  question: QuestionOf<'visualize'>,
  { backend, signal, emit }: QuestionContext,
): Promise<Visualized> {
  const { network, model } = keepModel(question, backend)
  const visualizer = createVisualizer(network, backend.step, question.unit)
  try {
    const computation = visualizer.visualize(model, question.method, question.seed, (done, total) =>
      tellProgress({ emit }, done, total, 'making the image'),
    )
    const { image, activation } = await runLater(computation, { signal })
    const values = Float32Array.from(await image.data<'float32'>())
    const [reached = Number.NaN] = await activation.data<'float32'>()
    tf.dispose([image, activation])
    if (!Number.isFinite(reached) || !values.every((value) => Number.isFinite(value))) {
      throw new AppError('not-a-number', 'The activation became a value that is not a finite number.', {
        hint: "The model's weights or its activations are too large: choose an earlier checkpoint.",
      })
    }
    return { shape: [...network.inputShape], image: floatsToBytes(values), activation: reached }
  } finally {
    visualizer.dispose()
  }
}
