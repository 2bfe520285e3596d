import { cleanText } from './clean-text.ts'
import { limits, type FoundPoint } from './found-run.ts'
import { refuse } from './refuse.ts'

/** Takes in values as they are read; a step that is written again replaces its value. */
export function createCollector(source: string) {
  const series = new Map<string, Map<number, FoundPoint>>()
  let points = 0
  let notFinite = 0
  return {
    add(theirs: string, { step, value, epoch }: FoundPoint): void {
      const name = cleanText(theirs) || 'unnamed'
      if (!Number.isFinite(value) || !Number.isInteger(step) || step < 0 || step > limits.step) {
        notFinite++
        return
      }
      const known = series.get(name) ?? new Map<number, FoundPoint>()
      if (known.size === 0) series.set(name, known)
      known.set(step, { step, value, epoch })
      points++
      if (points > limits.points) refuse(source, `holds more than ${limits.points} values`)
      if (series.size > limits.series) refuse(source, `holds more than ${limits.series} metrics`)
    },
    /** By step; series that have none are left out. */
    series: (): Map<string, FoundPoint[]> =>
      new Map([...series].map(([name, byStep]) => [name, [...byStep.values()].toSorted((a, b) => a.step - b.step)])),
    notes: (): string[] =>
      notFinite === 0
        ? []
        : [`${notFinite} value${notFinite === 1 ? ' is' : 's are'} not a finite number at a step, and left out.`],
  }
}
