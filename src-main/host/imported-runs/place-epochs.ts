import type { MetricPoint } from '../../contract/runs.ts'
import { limits, type FoundPoint } from './found-run.ts'

type Series = ReadonlyMap<string, readonly FoundPoint[]>

/** Every value with its epoch, and what has to be said of how that was found. */
interface Placed {
  readonly points: MetricPoint[]
  readonly note: string | null
}

/**
 * Gives every value its count of whole epochs: as the source says it, beside the value or in a series `epoch`, and between
 * two such places on the line between them. Where it says nothing, each validation is taken as the end of an epoch, and
 * without validation a step as an epoch.
 */
export function placeEpochs(found: Series): Placed {
  const drawn = [...found].filter(([name]) => name !== 'epoch')
  const series = new Map(drawn.map(([name, points]) => [name, points.map(withCredibleEpoch)]))
  const told = (found.get('epoch') ?? []).filter(({ value }) => isCredible(value))
  const known = knownEpochs(series, told)
  if (known.length > 0) return { points: place(series, known), note: null }
  const validations = series.get('validation-accuracy') ?? series.get('validation-loss')
  if (validations && validations.length > 1) {
    const ends = validations.map(({ step }, index): Place => [step, index + 1])
    const note = 'The source does not say where epochs end: each validation counts as the end of one.'
    return { points: place(series, ends), note }
  }
  const isFromZero = [...series.values()].some(([first]) => first?.step === 0)
  const steps = [...series.values()].flatMap((points) =>
    points.map(({ step }): Place => [step, step + Number(isFromZero)]),
  )
  const note = 'The source does not say where epochs end: its steps are drawn as epochs.'
  return { points: place(series, inOrder(steps)), note }
}

const isCredible = (epoch: number): boolean => epoch >= 0 && epoch <= limits.epoch

const withCredibleEpoch = (point: FoundPoint): FoundPoint =>
  point.epoch === null || isCredible(point.epoch) ? point : { ...point, epoch: null }

type Place = readonly [step: number, epoch: number]

function knownEpochs(series: Series, told: readonly FoundPoint[]): Place[] {
  const isFromZero = told.some(({ value }) => value === 0) && told.every(({ value }) => Number.isInteger(value))
  const shift = isFromZero ? 1 : 0
  const beside = [...series.values()].flatMap((points) =>
    points.flatMap(({ step, epoch }): Place[] => (epoch === null ? [] : [[step, epoch]])),
  )
  return inOrder([...told.map(({ step, value }): Place => [step, value + shift]), ...beside])
}

/** One of a step, the last epoch that was told of it. */
const inOrder = (places: readonly Place[]): Place[] => [...new Map(places)].toSorted(([a], [b]) => a - b)

function place(series: Series, places: readonly Place[]): MetricPoint[] {
  return [...series].flatMap(([name, points]) => {
    let at = 0
    return points.map(({ step, value, epoch }): MetricPoint => {
      while (at < places.length && (places[at]?.[0] ?? 0) < step) at++
      return { name, step, value, epoch: epoch ?? between(places[at - 1] ?? [0, 0], places[at], step) }
    })
  })
}

/** Behind the last place, no more is known than that. */
function between([step, epoch]: Place, next: Place | undefined, at: number): number {
  if (!next) return epoch
  const [nextStep, nextEpoch] = next
  return nextStep === step ? nextEpoch : epoch + ((nextEpoch - epoch) * (at - step)) / (nextStep - step)
}
