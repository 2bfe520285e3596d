import {
  temperatureRange,
  type Calibration,
  type CalibrationFigures,
  type CalibrationRow,
} from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { count, percentDigits } from '../format.ts'
import { measuredCell, nothing, type MeasureCell, type MeasureTable } from './measure-table.ts'

/** A row a run: errors and scores as the probabilities are, and on the half that the temperature was not fitted to. */
export function calibrationTable(rows: readonly CalibrationRow[]): MeasureTable {
  return {
    heading: 'Run',
    columns: [
      { title: 'n' },
      { title: 'ECE', sub: '%' },
      { title: 'MCE', sub: '%' },
      { title: 'Brier' },
      { title: 'NLL', sub: 'nats' },
      { title: 'Temperature' },
      { title: 'ECE scaled', sub: '%, before to after' },
      { title: 'Brier scaled' },
      { title: 'NLL scaled' },
    ],
    rows: rows.map(({ run, name, calibration, fittedTo }) => ({
      ...{ key: run, title: name, run },
      cells: calibration ? cellsOf(calibration, fittedTo) : Array.from({ length: 9 }, () => nothing),
    })),
  }
}

function cellsOf({ all, intervals, scaled }: Calibration, fittedTo: number | null): MeasureCell[] {
  const scored = (value: number, interval: [number, number] | null): MeasureCell => ({
    text: value.toFixed(3),
    ...(interval && { note: `±${Math.max(value - interval[0], interval[1] - value).toFixed(3)}` }),
  })
  return [
    { text: count(all.n) },
    measuredCell({ value: all.ece, interval: intervals.ece }),
    { text: percentDigits(all.mce) },
    scored(all.brier, intervals.brier),
    scored(all.nll, intervals.nll),
    ...(scaled
      ? [
          temperatureCell(scaled.temperature, fittedTo),
          change(scaled, 'ece', percentDigits),
          change(scaled, 'brier', (value) => value.toFixed(3)),
          change(scaled, 'nll', (value) => value.toFixed(3)),
        ]
      : [nothing, nothing, nothing, nothing]),
  ]
}

function temperatureCell(temperature: number, fittedTo: number | null): MeasureCell {
  const images = fittedTo === null ? 'one half of the clean' : `n = ${count(fittedTo)} clean`
  const [low, high] = temperatureRange
  const isAtEnd = temperature <= low || temperature >= high
  const end = isAtEnd
    ? `. There is no best one from ${low} to ${high}: all are right, or it is worse than guessing`
    : ''
  return {
    text: temperature.toFixed(2),
    ...(isAtEnd && { note: 'no best one' }),
    title: `Fitted to ${images} validation images${end}`,
  }
}

function change(
  { before, after }: NonNullable<Calibration['scaled']>,
  name: 'ece' | 'brier' | 'nll',
  text: (value: number) => string,
): MeasureCell {
  return { text: `${text(before[name])} to ${text(after[name])}`, title: `On the other half, n = ${count(after.n)}` }
}

/** All in full; fractions. */
export function plainCalibration(rows: readonly CalibrationRow[]): TextTable {
  const figures = (of: CalibrationFigures | undefined) =>
    of ? [of.n, of.ece, of.mce, of.brier, of.nll] : [null, null, null, null, null]
  const names = ['n', 'ECE', 'MCE', 'Brier', 'NLL']
  return {
    columns: [
      ...['run', 'condition', ...names, 'ECE low', 'ECE high', 'temperature'],
      ...names.map((name) => `${name} before`),
      ...names.map((name) => `${name} after`),
    ],
    rows: rows.map(({ name, condition, calibration }) => [
      ...[name, condition, ...figures(calibration?.all)],
      ...[calibration?.intervals.ece?.[0] ?? null, calibration?.intervals.ece?.[1] ?? null],
      calibration?.scaled?.temperature ?? null,
      ...figures(calibration?.scaled?.before),
      ...figures(calibration?.scaled?.after),
    ]),
  }
}
