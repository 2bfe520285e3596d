import { canonicalMethod } from '../../contract/method.ts'
import type { Explanation } from '../../contract/evaluations.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import type { QuestionOf } from '../questions.ts'
import { explainRows, rowsOf, type ExplainedRow } from './explain.ts'
import { fillUp } from './fill-up.ts'
import { bytesToFloats } from './float-bytes.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'

type ImagesQuestion = QuestionOf<'explain-images'>

/** A person's click waits for the question that is under way: no pass is begun after so long, and none lasts longer. */
const shortMs = 25
const mostRows = 16

/** How many images a pass of a method takes; unknown before its second pass, since the first one compiles. */
const pace = new WeakMap<KeptModel, Map<string, 'compiled' | number>>()

/** Maps of the first images of the question: as many as a short time allows, one at least. */
export async function explainImages(
  question: ImagesQuestion,
  { backend, signal }: QuestionContext,
): Promise<Explanation[]> {
  const kept = keepModel(question, backend)
  const { images, pixels: given, classes, split } = question
  const pixels = given ? bytesToFloats(given) : readPixels(kept.data[split], Int32Array.from(images))
  const rows = rowsOf(images, pixels, classes)
  const began = performance.now()
  const done: Explanation[] = []
  while (done.length < rows.length && performance.now() - began < shortMs) {
    try {
      done.push(...(await onePass(kept, question, rows.slice(done.length), signal)))
    } catch (error) {
      // What is done is done, also where the next pass is interrupted or fails: it is asked for again, and fails then.
      if (done.length === 0) throw error
      return done
    }
  }
  return done
}

async function onePass(
  kept: KeptModel,
  { method }: ImagesQuestion,
  left: readonly ExplainedRow[],
  signal: AbortSignal,
): Promise<Explanation[]> {
  const paces = pace.get(kept) ?? new Map<string, 'compiled' | number>()
  pace.set(kept, paces)
  const key = canonicalMethod(method)
  const known = paces.get(key)
  const size = typeof known === 'number' && left.length > 1 ? known : 1
  const rows = left.slice(0, size)
  const began = performance.now()
  const found = await explainRows(kept, method, fillUp(rows, size), { signal })
  if (known === undefined) paces.set(key, 'compiled')
  else if (known === 'compiled') paces.set(key, sizeFor(performance.now() - began))
  return found.slice(0, rows.length)
}

const sizeFor = (msPerImage: number): number =>
  Math.min(mostRows, 2 ** Math.max(0, Math.floor(Math.log2(shortMs / Math.max(0.1, msPerImage)))))
