import { choice } from '../params.ts'

/** Whether images of rare classes count for more. */
export const sampleWeights = choice({
  default: 'equal',
  options: { equal: 'All images alike', balanced: 'All classes alike' },
  help: 'Weights of the images in the loss, and so in the attack: with all classes alike, an image weighs the more the fewer its class has.',
})

/**
 * Weights of classes with these numbers of images: null for `equal`; for `balanced` images / (classes · images of the
 * class), so that the mean over all images is 1, as scikit-learn's `compute_class_weight` has it. Classes without images
 * are not counted and weigh 0.
 */
export function classWeightsOf(kind: 'equal' | 'balanced', counts: readonly number[]): readonly number[] | null {
  if (kind === 'equal') return null
  const total = counts.reduce((sum, count) => sum + count, 0)
  const present = counts.filter((count) => count > 0).length
  return counts.map((count) => (count > 0 ? total / (present * count) : 0))
}
