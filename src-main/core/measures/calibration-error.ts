import type { ReliabilityBin } from '../../contract/measures.ts'
import type { Classified } from './classified.ts'

export const binCount = 15

/** The bin (b/15, (b+1)/15] of a confidence in (0, 1]. */
export function binOf(confidence: number): number {
  const bin = Math.min(binCount - 1, Math.max(0, Math.ceil(confidence * binCount) - 1))
  // The product may round across an edge.
  if (bin > 0 && confidence <= bin / binCount) return bin - 1
  return bin < binCount - 1 && confidence > (bin + 1) / binCount ? bin + 1 : bin
}

/** A reliability diagram: images by confidence in 15 bins of equal width, open at their lower edge; an empty one holds zeros. */
export function reliabilityBins({
  confidences,
  isRight,
}: Pick<Classified, 'confidences' | 'isRight'>): ReliabilityBin[] {
  const sums = Array.from({ length: binCount }, () => ({ n: 0, confidence: 0, accuracy: 0 }))
  confidences.forEach((confidence, image) => {
    const bin = sums[binOf(confidence)] as (typeof sums)[number]
    bin.n++
    bin.confidence += confidence
    bin.accuracy += isRight[image] as number
  })
  return sums.map(({ n, confidence, accuracy }) =>
    n === 0 ? { n, confidence, accuracy } : { n, confidence: confidence / n, accuracy: accuracy / n },
  )
}

/**
 * Expected and maximum calibration error, in [0, 1], of a reliability diagram:
 * ECE = Σ_b (n_b / n) |confidence_b − accuracy_b|, MCE = max_b |confidence_b − accuracy_b|.
 * Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599, section 2;
 * bins as in gpleiss/temperature_scaling.
 * Worked example: confidences 0.9, 0.9, 0.9 (two right), 0.5 (right): bins (0.867, 0.933] with gap 0.9 − 0.6667 and
 * (0.467, 0.533] with gap 0.5: ECE = 3/4 · 0.2333 + 1/4 · 0.5 = 0.3, MCE = 0.5.
 */
export function calibrationErrors(bins: readonly ReliabilityBin[]): { readonly ece: number; readonly mce: number } {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0)
  const gaps = bins.map(({ confidence, accuracy }) => Math.abs(confidence - accuracy))
  return {
    ece: bins.reduce((sum, bin, at) => sum + (bin.n / n) * (gaps[at] as number), 0),
    mce: Math.max(0, ...gaps),
  }
}
