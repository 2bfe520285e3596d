import { temperatureRange, type CalibrationFigures, type CalibrationRow } from '../../contract/index.ts'
import { formatCondition, formatCount, formatPercentValue, nothing } from './format.ts'
import { labelOf, noteIn, percent, right, section, type Look } from './measure-section.ts'

/** Errors of confidences before and after one temperature, and what was not measured. */
export function formatCalibration(all: readonly CalibrationRow[], look: Look): string {
  const rows = all.flatMap((it) => {
    if (!it.calibration) return []
    const { all: whole, intervals, scaled } = it.calibration
    const ece = { value: whole.ece, interval: intervals.ece }
    return [
      [
        ...[labelOf(it), formatCondition(it.condition, look.catalog), formatCount(whole.n)],
        ...[percent(ece, look), formatPercentValue(whole.mce), whole.brier.toFixed(3), whole.nll.toFixed(3)],
        ...(scaled
          ? [temperatureText(scaled.temperature, it.fittedTo), change(scaled, 'ece'), change(scaled, 'nll')]
          : [nothing, nothing, nothing]),
      ],
    ]
  })
  const missing = all.filter(({ calibration }) => calibration === null).length
  const note =
    missing === 0
      ? ''
      : `${missing} evaluation${missing === 1 ? ' has' : 's have'} no calibration: it was not measured yet when ` +
        'they were made. "adversarium evaluate <run> --again" measures it.'
  const columns = [
    ...[{ heading: 'run' }, { heading: 'condition' }, right('n'), right('ECE %'), right('MCE %'), right('Brier')],
    ...[right('NLL'), right('T'), right('ECE % scaled'), right('NLL scaled')],
  ]
  const detail = 'scaled: on the half of the images that T was not fitted to, before → after'
  return [section('Calibration', detail, columns, rows, look), noteIn(note, look)]
    .filter((part) => part !== '')
    .join('\n\n')
}

function temperatureText(temperature: number, fittedTo: number | null): string {
  const [low, high] = temperatureRange
  const isAtEnd = temperature <= low || temperature >= high
  const known = fittedTo === null ? '' : ` (n = ${formatCount(fittedTo)}${isAtEnd ? '; no best one' : ''})`
  return `${temperature.toFixed(2)}${known}`
}

type Scaled = NonNullable<NonNullable<CalibrationRow['calibration']>['scaled']>

function change({ before, after }: Scaled, name: keyof Pick<CalibrationFigures, 'ece' | 'nll'>): string {
  const text = (value: number): string => (name === 'ece' ? formatPercentValue(value) : value.toFixed(3))
  return `${text(before[name])} → ${text(after[name])}`
}
