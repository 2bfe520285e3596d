import type { Prediction } from '../../contract/evaluations.ts'
import type { Classification } from '../../contract/image-files.ts'
import type { ImageSet } from '../datasets/image-set.ts'

/** What logits say of images: [batch · classes] row-major, one prediction an image. */
export function predictionsOf(logits: Float32Array, indices: Int32Array, { labels, classes }: ImageSet): Prediction[] {
  return Array.from(indices, (image, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes)
    const truth = labels[image] as number
    const { order, logSum, ...classification } = classify(row)
    const rival = order.find((at) => at !== truth) ?? truth
    return {
      image,
      truth,
      ...classification,
      margin: (row[truth] as number) - (row[rival] as number),
      loss: logSum - (row[truth] as number),
    }
  })
}

/** What the logits [classes] of one image say without its truth. */
export function classificationOf(logits: Float32Array): Classification {
  const { predicted, confidence, top5 } = classify(logits)
  return { predicted, confidence, top5 }
}

/** With the classes, most probable first, and the logarithm of the sum of exponentials. */
function classify(row: Float32Array): Classification & { order: readonly number[]; logSum: number } {
  const order = Array.from(row, (_, at) => at).toSorted((a, b) => (row[b] as number) - (row[a] as number) || a - b)
  const largest = row[order[0] as number] as number
  const logSum = largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
  const probability = (at: number): number => Math.exp((row[at] as number) - logSum)
  const predicted = order[0] as number
  return {
    ...{ order, logSum, predicted, confidence: probability(predicted) },
    top5: order.slice(0, 5).map((at) => ({ class: at, probability: probability(at) })),
  }
}
