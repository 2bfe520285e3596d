import { temperatureRange } from '../../contract/measures.ts'
import type { LabelledLogits } from './classified.ts'

/**
 * The temperature T > 0 at which softmax(logits / T) has the smallest mean negative log-likelihood of the true classes,
 * within {@link temperatureRange}; 1 of no images. Classes stay as predicted. Above 1 the model was overconfident.
 *
 * In β = 1 / T the loss is convex with derivative mean(E_p[z] − z_truth), whose zero is found by Newton's steps within a
 * bracket; the reference implementation goes down the same function by L-BFGS from T = 1.5.
 * Source: Guo et al. 2017, https://arxiv.org/abs/1706.04599, section 4.2; gpleiss/temperature_scaling.
 * Worked example: four images with logits (2, 0), three of them of class 0: the loss is smallest where p = 0.75, so that
 * 2 / T = ln 3, T = 1.8205.
 */
export function fitTemperature(labelled: LabelledLogits): number {
  if (labelled.labels.length === 0) return 1
  let [low, high] = [1 / temperatureRange[1], 1 / temperatureRange[0]]
  if (slopeAt(labelled, low).slope >= 0) return temperatureRange[1]
  if (slopeAt(labelled, high).slope <= 0) return temperatureRange[0]
  let beta = 1
  for (let step = 0; step < 60 && high - low > 1e-10 * high; step++) {
    const { slope, curvature } = slopeAt(labelled, beta)
    if (slope === 0) break
    if (slope < 0) low = beta
    else high = beta
    const newton = beta - slope / curvature
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - beta) < 1e-12 * beta) break
    beta = next
  }
  return 1 / beta
}

/** First and second derivative of the mean loss by β. */
function slopeAt({ logits, labels, classes }: LabelledLogits, beta: number): { slope: number; curvature: number } {
  const n = labels.length
  let slope = 0
  let curvature = 0
  for (let image = 0; image < n; image++) {
    const start = image * classes
    let largest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[start + k] as number)
    let [total, first, second] = [0, 0, 0]
    for (let k = 0; k < classes; k++) {
      // From the largest one, so that squares of large logits lose no digits.
      const z = (logits[start + k] as number) - largest
      const weight = Math.exp(z * beta)
      total += weight
      first += weight * z
      second += weight * z * z
    }
    const mean = first / total
    slope += mean - ((logits[start + (labels[image] as number)] as number) - largest)
    curvature += second / total - mean * mean
  }
  return { slope: slope / n, curvature: curvature / n }
}
