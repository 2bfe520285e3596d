import type { Calibration, CalibrationFigures } from '../../contract/measures.ts'
import { bootstrapIntervals } from '../measures/bootstrap.ts'
import { binCount, binOf, calibrationErrors, reliabilityBins } from '../measures/calibration-error.ts'
import {
  classify,
  packClassified,
  unpackClassified,
  type Classified,
  type LabelledLogits,
} from '../measures/classified.ts'
import { fitTemperature } from '../measures/temperature.ts'
import { createRandom } from '../random.ts'

/** The logits of an evaluation, with the numbers of its images. */
export interface EvaluatedLogits extends LabelledLogits {
  readonly images: ArrayLike<number>
}

/** What calibration needs of images that were evaluated, so that parts can be put together: see `packClassified`. */
export interface EvaluatedImages {
  readonly images: ArrayLike<number>
  readonly plain: Float64Array
  /** The same at a temperature; null where none is known. */
  readonly scaled: { readonly temperature: number; readonly values: Float64Array } | null
}

/**
 * Calibration of an evaluation. `temperature`: that of the checkpoint, where it is known; `fit`: to be fitted here, to one
 * half of the images; null: none. Throws no error; of no images null.
 */
export function calibrate(evaluated: EvaluatedLogits, temperature: number | 'fit' | null): Calibration | null {
  const given = temperature === 'fit' ? fitTemperature(fittedHalf(evaluated)) : temperature
  return calibrateImages({
    images: evaluated.images,
    plain: packClassified(classify(evaluated)),
    scaled: given === null ? null : { temperature: given, values: packClassified(classify(evaluated, given)) },
  })
}

/**
 * The same of images whose logits are gone. The halves are by image, whatever else was evaluated with it, so that no image
 * is judged by a temperature that it was fitted to; by lot, since classes of numbered images may alternate.
 */
export function calibrateImages({ images, plain, scaled }: EvaluatedImages): Calibration | null {
  if (images.length === 0) return null
  const classified = unpackClassified(plain)
  const isJudged = (at: number): boolean => !isFittedTo(images[at] as number)
  const before = scaled && unpackClassified(plain, isJudged)
  return {
    all: figuresOf(classified),
    intervals: intervalsOf(classified),
    scaled:
      scaled && before && before.loss.length > 0
        ? {
            temperature: scaled.temperature,
            before: figuresOf(before),
            after: figuresOf(unpackClassified(scaled.values, isJudged)),
          }
        : null,
  }
}

/** Whether a temperature is fitted to this image: one in two, drawn once for ever. */
export const isFittedTo = (image: number): boolean => createRandom(0, image).integer(2) === 0

function fittedHalf({ logits, labels, classes, images }: EvaluatedLogits): LabelledLogits {
  const places = Array.from(images, (_, at) => at).filter((at) => isFittedTo(images[at] as number))
  const own = new Float32Array(places.length * classes)
  places.forEach((at, to) => own.set(logits.subarray(at * classes, (at + 1) * classes), to * classes))
  return { logits: own, labels: places.map((at) => labels[at] as number), classes }
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
