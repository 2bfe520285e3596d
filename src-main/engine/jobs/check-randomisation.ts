import type { RandomisationCheck } from '../../contract/map-scores.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import { randomisationCheck } from '../../core/faithfulness/randomisation.ts'
import type { ExplainedClasses, QuestionOf } from '../questions.ts'
import { mapsOf, rowsOf } from './explain.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, type QuestionContext } from './question-context.ts'

type CheckQuestion = QuestionOf<'check-randomisation'>

/** Explains the same images and classes with the model, and with weights that were drawn anew. */
export async function checkRandomisation(
  question: CheckQuestion,
  context: QuestionContext,
): Promise<RandomisationCheck> {
  const { method } = question
  const { backend } = context
  tellProgress(context, 0, 2, `${method.id} of the model`)
  const maps = await explainTruths(keepModel(question, backend), question, context)
  tellProgress(context, 1, 2, `${method.id} of random weights`)
  // From another seed, since the model may still be near to what it started from.
  const config = { ...question.config, seed: question.config.seed ^ 1 }
  const random = keepModel({ ...question, config, checkpoint: null, initialWeights: null }, backend)
  return randomisationCheck(maps, await explainTruths(random, question, context))
}

async function explainTruths(
  kept: KeptModel,
  { count, method, split }: CheckQuestion,
  { signal, gate }: QuestionContext,
): Promise<Float32Array[]> {
  const set = kept.data[split]
  // Apart from one another, since neighbours are often of one class.
  const n = Math.min(count, set.count)
  const keys = Int32Array.from({ length: n }, (_, i) => Math.floor(((i + 0.5) * set.count) / n))
  const truths = Array.from(keys, (image): ExplainedClasses => [set.labels[image] as number, null])
  const { maps } = await mapsOf(kept, method, rowsOf([...keys], readPixels(set, keys), truths), { signal, gate })
  return maps
}
