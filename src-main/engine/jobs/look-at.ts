import type * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { gatherRows } from '../../core/attacks/rows.ts'
import { runLater, type Computation } from '../../core/computation.ts'
import { predictionsOf } from '../../core/evaluation/predictions.ts'
import { classifySeen } from '../../core/evaluation/see-images.ts'
import { toPixels } from '../../core/ops/pixels.ts'
import { withCorrupted } from '../corrupted-images.ts'
import type { QuestionOf } from '../questions.ts'
import type { KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/** One image as it is under a condition, [height, width, channels] in [0, 1], and what the model says of it. */
export interface Looked {
  readonly pixels: Float32Array
  readonly prediction: Prediction
}

/** Looks at one image under a condition as an evaluation sees it within these images of the split. */
export async function lookAt(
  { data, model, classifier }: KeptModel,
  { split, config, corrupted }: Pick<QuestionOf<'see-image'>, 'split' | 'config' | 'corrupted'>,
  {
    image,
    within,
    condition,
  }: { readonly image: number; readonly within: Int32Array; readonly condition: MethodChoice },
  { signal, gate }: Pick<QuestionContext, 'signal' | 'gate'>,
): Promise<Looked> {
  const images = withCorrupted(data[split], corrupted)
  const at = within.indexOf(image)
  const looking = function* (): Computation<{ pixels: tf.Tensor4D; logits: tf.Tensor2D }> {
    const sight = { images, condition, seed: config.seed }
    const { seen, logits } = yield* classifySeen(classifier, model, within, sight)
    return { pixels: gatherRows(toPixels(seen), [at]), logits: gatherRows(logits, [at]) }
  }
  const { pixels, logits } = await readTensors(await runLater(looking(), { signal, gate }))
  return { pixels, prediction: predictionsOf(logits, Int32Array.of(image), images)[0] as Prediction }
}
