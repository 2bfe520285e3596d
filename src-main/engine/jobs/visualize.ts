import type { Visualized } from '../../contract/evaluations.ts'
import { runLater } from '../../core/computation.ts'
import { createVisualizer } from '../../core/visualizations/visualizer.ts'
import type { QuestionOf } from '../questions.ts'
import { floatsToBytes } from './float-bytes.ts'
import { keepModel } from './kept-models.ts'
import { tellProgress, type QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'
import { requireFinite } from './require-finite.ts'

/** An image that a class or a channel of a checkpoint answers to. */
export async function visualize(
  question: QuestionOf<'visualize'>,
  { backend, signal, gate, emit }: QuestionContext,
): Promise<Visualized> {
  const { network, model } = keepModel(question, backend)
  const visualizer = createVisualizer(network, backend.step, question.unit)
  try {
    const computation = visualizer.visualize(model, question.method, question.seed, (done, total) =>
      tellProgress({ emit }, done, total, 'making the image'),
    )
    const { image, activation } = await readTensors(await runLater(computation, { signal, gate }))
    const sentence = 'The activation became a value that is not a finite number.'
    for (const values of [image, activation]) requireFinite(values, sentence, 'weights or its activations')
    return { shape: [...network.inputShape], image: floatsToBytes(image), activation: activation[0] as number }
  } finally {
    visualizer.dispose()
  }
}
