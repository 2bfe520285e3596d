import type { Calibration, CalibrationFigures } from '../../contract/measures.ts'
import { bootstrapIntervals } from '../measures/bootstrap.ts'
import { binCount, binOf, calibrationErrors, reliabilityBins } from '../measures/calibration-error.ts'
import { classify, type Classified, type LabelledLogits } from '../measures/classified.ts'
import { fitTemperature } from '../measures/temperature.ts'
import { createRandom } from '../random.ts'

/** The logits of an evaluation, with the numbers of its images. */
export interface EvaluatedLogits extends LabelledLogits {
  readonly images: ArrayLike<number>
}

/**
 * Calibration of an evaluation. `temperature`: that of the checkpoint, where it is known; `fit`: to be fitted here, to one
 * half of the images; null: none. The halves are by image, whatever else was evaluated with it, so that no image is judged
 * by a temperature that it was fitted to; by lot, since classes of numbered images may alternate. Throws no error; of no
 * images null.
 */
export function calibrate(evaluated: EvaluatedLogits, temperature: number | 'fit' | null): Calibration | null {
  if (evaluated.labels.length === 0) return null
  const classified = classify(evaluated)
  return {
    all: figuresOf(classified),
    intervals: intervalsOf(classified),
    scaled: temperature === null ? null : scaledBy(evaluated, temperature),
  }
}

function scaledBy(evaluated: EvaluatedLogits, given: number | 'fit'): Calibration['scaled'] {
  const judged = half(evaluated, false)
  if (judged.labels.length === 0) return null
  const temperature = given === 'fit' ? fitTemperature(half(evaluated, true)) : given
  return {
    temperature,
    before: figuresOf(classify(judged)),
    after: figuresOf(classify(judged, temperature)),
  }
}

/** Whether a temperature is fitted to this image: one in two, drawn once for ever. */
export const isFittedTo = (image: number): boolean => createRandom(0, image).integer(2) === 0

function half({ logits, labels, classes, images }: EvaluatedLogits, isFitted: boolean): LabelledLogits {
  const places = Array.from(images, (image, at) => ({ at, isFitted: isFittedTo(image) })).filter(
    (place) => place.isFitted === isFitted,
  )
  const own = new Float32Array(places.length * classes)
  places.forEach(({ at }, to) => own.set(logits.subarray(at * classes, (at + 1) * classes), to * classes))
  return { logits: own, labels: places.map(({ at }) => labels[at] as number), classes }
}

function figuresOf(classified: Classified): CalibrationFigures {
  const n = classified.loss.length
  const bins = reliabilityBins(classified)
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / n
  return { n, ...calibrationErrors(bins), brier: mean(classified.brier), nll: mean(classified.loss), bins }
}

function intervalsOf({ confidences, isRight, brier, loss }: Classified): Calibration['intervals'] {
  // n_b / n · (confidence_b − accuracy_b) is the mean over all images of the difference where it falls into bin b.
  const columns = binCount + 2
  const values = new Float64Array(confidences.length * columns)
  confidences.forEach((confidence, image) => {
    const row = values.subarray(image * columns, (image + 1) * columns)
    row[binOf(confidence)] = confidence - (isRight[image] as number)
    row.set([brier[image] as number, loss[image] as number], binCount)
  })
  const sumOfGaps = (means: Float64Array): number =>
    means.subarray(0, binCount).reduce((sum, gap) => sum + Math.abs(gap), 0)
  const measures = [
    sumOfGaps,
    (means: Float64Array) => means[binCount] as number,
    (means: Float64Array) => means[binCount + 1] as number,
  ]
  const [ece = null, brierInterval = null, nll = null] = bootstrapIntervals({ values, columns }, measures)
  return { ece, brier: brierInterval, nll }
}
