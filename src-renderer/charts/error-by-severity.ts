import type { CorruptionRun } from '../../src-main/contract/index.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** The mean error of each run by severity, over the types of which it has all five. */
export function errorBySeverity(
  runs: readonly CorruptionRun[],
  colorOf: (run: string) => number,
  baseline = '',
): ChartModel {
  const lines = runs.flatMap(({ run, name, types }): ChartSeries[] => {
    const whole = types.flatMap(({ severities }) => (severities.every((error) => error !== null) ? [severities] : []))
    if (whole.length === 0) return []
    const points = [1, 2, 3, 4, 5].map((severity) => {
      const sum = whole.reduce((total, errors) => total + (errors[severity - 1] as number), 0)
      return { x: severity, y: (100 * sum) / whole.length, note: `${whole.length} of ${types.length} types` }
    })
    return [
      {
        ...{ run, label: name, color: colorOf(run), isBaseline: run === baseline, points },
        endLabel: run === baseline ? `${name} (baseline)` : name,
        ...{ stroke: 'solid', hasSquares: true, isFaint: false },
      },
    ]
  })
  return {
    title: 'Error by severity',
    detail: '%, mean over the types of ImageNet-C that were evaluated at all severities',
    series: lines,
    x: { min: 1, max: 5, title: 'severity', isWhole: true },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
