import type * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'

/** What a model says of one image. */
export interface Verdict {
  /** Logit of the label minus the largest other one. */
  readonly margin: number
  /** Whether the label is the prediction; of equal logits the first class is. */
  readonly isRight: boolean
}

/** Reads logits [images, classes] for labels [images]. */
export function verdictsOf(logits: tf.Tensor2D, labels: tf.Tensor1D): Verdict[] {
  const [values, classes] = [logits.dataSync<'float32'>(), logits.shape[1]]
  return Array.from(labels.dataSync<'int32'>(), (label, image) => {
    const row = values.subarray(image * classes, (image + 1) * classes)
    const own = row[label] as number
    let rival = -1
    row.forEach((logit, at) => {
      if (at !== label && (rival < 0 || logit > (row[rival] as number))) rival = at
    })
    const best = row[rival] ?? Number.NEGATIVE_INFINITY
    return { margin: Math.fround(own - best), isRight: own > best || (own === best && label < rival) }
  })
}

/** Asks the model for its verdicts. */
export function* judge(context: AttackContext, images: tf.Tensor4D): Computation<Verdict[]> {
  const logits = yield* context.logits(images)
  const verdicts = verdictsOf(logits, context.labels)
  logits.dispose()
  return verdicts
}

/** The places of what passes a test. */
export function placesOf<T>(list: readonly T[], test: (item: T, at: number) => boolean): number[] {
  return list.flatMap((item, at) => (test(item, at) ? [at] : []))
}
