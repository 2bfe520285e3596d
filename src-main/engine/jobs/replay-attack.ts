import type { Replay } from '../../contract/perturbations.ts'
import { findMethod } from '../../core/catalog.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import { followAttack } from '../../core/perturbation/trail.ts'
import type { QuestionOf } from '../questions.ts'
import { attackedImage, classifyPoints, readPoints } from './attacked-image.ts'
import { floatsToBytes } from './float-bytes.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/** A replay is one answer: pixels beyond this would make it wait. */
const mostBytes = 8_000_000
const mostSteps = 100

/** The points of an attack on one image, each with what the model says of it. */
export async function replayAttack(question: QuestionOf<'replay-attack'>, context: QuestionContext): Promise<Replay> {
  const { method, values } = findMethod('attacks', question.attack)
  const own = attackedImage(question, context)
  const size = own.clean.length
  const most = Math.max(2, Math.min(mostSteps, Math.floor(mostBytes / (4 * size))))
  const { steps, ...found } = await own.run(function* (attacked) {
    const trail = yield* followAttack((watched) => method.perturb(values, watched), attacked, most)
    return { ...trail, logits: yield* classifyPoints(own, trail.images) }
  })
  const { images, logits } = await readTensors(found)
  const points = readPoints(own, question, logits)
  return {
    shape: [...own.images.shape],
    steps: points.map((point, i) => ({
      step: steps[i] as number,
      ...point,
      perturbation: perturbationOf(own.clean, images.subarray(i * size, (i + 1) * size)),
    })),
    pixels: floatsToBytes(images),
  }
}
