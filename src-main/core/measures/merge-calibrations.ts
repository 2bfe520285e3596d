import type { Calibration, CalibrationFigures, ReliabilityBin } from '../../contract/measures.ts'
import { calibrationErrors } from './calibration-error.ts'

/**
 * The calibration of two parts of an evaluation, of different images, as that of all of them. It has no bootstrap intervals,
 * which need each image. Scaled figures of another temperature than the second part's are left out.
 */
export function mergeCalibrations(first: Calibration, second: Calibration): Calibration {
  const isSameScale = first.scaled?.temperature === second.scaled?.temperature
  return {
    all: mergeFigures(first.all, second.all),
    intervals: { ece: null, brier: null, nll: null },
    scaled:
      first.scaled && second.scaled && isSameScale
        ? {
            temperature: second.scaled.temperature,
            before: mergeFigures(first.scaled.before, second.scaled.before),
            after: mergeFigures(first.scaled.after, second.scaled.after),
          }
        : second.scaled,
  }
}

function mergeFigures(first: CalibrationFigures, second: CalibrationFigures): CalibrationFigures {
  const n = first.n + second.n
  const mean = (a: number, b: number): number => (a * first.n + b * second.n) / n
  const bins = first.bins.map((bin, at) => mergeBins(bin, second.bins[at] as ReliabilityBin))
  return {
    n,
    ...calibrationErrors(bins),
    brier: mean(first.brier, second.brier),
    nll: mean(first.nll, second.nll),
    bins,
  }
}

function mergeBins(first: ReliabilityBin, second: ReliabilityBin): ReliabilityBin {
  const n = first.n + second.n
  if (n === 0) return first
  const mean = (a: number, b: number): number => (a * first.n + b * second.n) / n
  return { n, confidence: mean(first.confidence, second.confidence), accuracy: mean(first.accuracy, second.accuracy) }
}
