import { isActive, type ReducedPoint, type Run, type RunEvent } from '../../src-main/contract/index.ts'
import { capitalized } from '../lib/format.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import { epochOfStep, type XAxis } from './x-axis.ts'

/** Blocks next to one another that are trained from the same step on. */
interface TrainedPart {
  /** `head`, or the first and the last of several, from input to head. */
  readonly name: string
  /** Weights (scalars). */
  readonly parameters: number
  /** Along the axis; null: not trained yet. */
  readonly start: number | null
  /** What of it is trained next, and when; null where that is none of it, or not known. */
  readonly next: string | null
}

/** More blocks began to be trained. */
export interface UnfreezingStep {
  readonly step: number
  readonly epoch: number
  /** Along the axis. */
  readonly x: number
  readonly blocks: readonly string[]
  /** Why, in a sentence: what follows in the message, on rate and weights, the timeline shows. */
  readonly reason: string
  readonly message: string
}

/** The parts of a run's network from head to input, and how they came to be trained. */
export interface TrainedParts {
  readonly parts: readonly TrainedPart[]
  readonly steps: readonly UnfreezingStep[]
  /** The highest learning rate from each unfreezing to the next. */
  readonly rates: readonly { readonly x: number; readonly rate: number | null }[]
  readonly trained: number
  readonly total: number
}

/** Whether the event tells what a run begins with, in place of a change. */
const isOpening = ({ blocks = [] }: RunEvent): boolean => blocks.some(({ isTrained }) => !isTrained)

/** Events at which blocks began to be trained. */
export const isUnfreezing = (event: RunEvent): boolean => event.kind === 'unfreezing' && !isOpening(event)

/** null where nothing was frozen. */
export function trainedParts(
  run: Run,
  events: readonly RunEvent[],
  series: RunSeries,
  axis: XAxis,
): TrainedParts | null {
  const opening = events.find((event) => event.kind === 'unfreezing' && isOpening(event))
  if (!opening) return null
  const changes = events.filter(isUnfreezing)
  const since = new Map<string, number>()
  for (const { step, blocks = [] } of [opening, ...changes]) {
    for (const { name, isTrained } of blocks) if (isTrained && !since.has(name)) since.set(name, step)
  }
  const at = (step: number): number => axis.of({ step, epoch: epochOfStep(run, step) })

  const groups: { names: string[]; parameters: number; step: number | null }[] = []
  for (const { name, parameters } of opening.blocks ?? []) {
    const step = since.get(name) ?? null
    const last = groups.at(-1)
    if (last?.step === step) {
      last.names.push(name)
      last.parameters += parameters
    } else groups.push({ names: [name], parameters, step })
  }
  const steps = changes.map(({ step, message, blocks = [] }): UnfreezingStep => ({
    step,
    epoch: Math.round(epochOfStep(run, step)),
    x: at(step),
    blocks: blocks.map(({ name }) => name),
    reason: reasonIn(message),
    message,
  }))
  const starts = [opening.step, ...changes.map(({ step }) => step)]
  const rates = series.get(metricNames.learningRate) ?? []
  const next = nextBlocks(
    run,
    groups.filter(({ step }) => step === null).flatMap(({ names }) => names),
  )
  const sum = (some: typeof groups): number => some.reduce((total, { parameters }) => total + parameters, 0)
  return {
    parts: groups.toReversed().map(({ names, parameters, step }) => ({
      name: spanOf(names),
      parameters,
      start: step === null ? null : at(step),
      next: names.some((name) => next?.names.includes(name)) ? (next?.text ?? null) : null,
    })),
    steps,
    rates: starts.map((step, i) => ({ x: at(step), rate: highest(rates, step, starts[i + 1] ?? Infinity) })),
    trained: sum(groups.filter(({ step }) => step !== null)),
    total: sum(groups),
  }
}

const spanOf = (names: readonly string[]): string =>
  names.length > 1 ? `${names[0]} – ${names.at(-1)}` : String(names[0])

/** What unfreezing on plateau turns to next in a run that goes on; `frozen` from input to head. */
function nextBlocks({ state, config: { freezing } }: Run, frozen: readonly string[]) {
  if (freezing.id !== 'progressive' || frozen.length === 0 || !isActive(state)) return null
  const { direction, blocksPerStep, patience } = freezing.params
  const count = Number(blocksPerStep)
  const names = direction === 'input-first' ? frozen.slice(0, count) : frozen.slice(-count)
  const epochs = patience === 1 ? 'a flat epoch' : `${patience} flat epochs`
  return { names, text: `next: ${spanOf(names)}, after ${epochs}` }
}

function highest(points: readonly ReducedPoint[], after: number, until: number): number | null {
  const values = points.filter(({ step }) => step > after && step <= until).map(({ value, high = value }) => high)
  return values.length === 0 ? null : Math.max(...values)
}

function reasonIn(message: string): string {
  const [reason = ''] = message.slice(message.indexOf(': ') + 2).split(/; |\. /, 1)
  return `${capitalized(reason.replace(/\.$/, ''))}.`
}
