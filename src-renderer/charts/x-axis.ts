import type { Run } from '../../src-main/contract/index.ts'
import type { AxisFormat, ChartAxis } from './model.ts'
import type { Timeline } from './timeline.ts'

export const xAxisKinds = ['step', 'epoch', 'time', 'clock'] as const
export type XAxisKind = (typeof xAxisKinds)[number]

/** Where points, events and epochs of one run stand from left to right. */
export interface XAxis {
  readonly title: string
  readonly format: AxisFormat
  readonly isWhole: boolean
  /** The planned end; null where it is not known. */
  readonly max: number | null
  of(point: { readonly step: number; readonly epoch: number }): number
}

const stepsPerEpoch = (run: Run): number | null =>
  run.stepsTotal === null || run.config.epochs === 0 ? null : run.stepsTotal / run.config.epochs

/** The epoch at which a step lies; 0 before the number of steps is known. */
export function epochOfStep(run: Run, step: number): number {
  const length = stepsPerEpoch(run)
  return length === null ? 0 : step / length
}

/** Without a timeline the axes of time are those of epochs. */
export function xAxis(kind: XAxisKind, run: Run, times: Timeline | null): XAxis {
  if (kind === 'step') {
    return { title: 'step', format: 'number', isWhole: true, max: run.stepsTotal, of: ({ step }) => step }
  }
  if (kind === 'epoch' || !times) {
    return { title: 'epoch', format: 'number', isWhole: true, max: run.config.epochs, of: ({ epoch }) => epoch }
  }
  const isClock = kind === 'clock'
  return {
    title: isClock ? 'clock' : 'time',
    format: isClock ? 'clock' : 'duration',
    isWhole: false,
    max: null,
    of: ({ step }) => (isClock ? times.clock(step) : times.elapsed(step)),
  }
}

/** The axis of a chart that shows these runs: as long as the longest. A clock starts where the data start. */
export function chartAxis(axes: readonly XAxis[], firstX: number, lastX: number): ChartAxis {
  const [first] = axes
  const planned = axes.map((axis) => axis.max)
  const known = planned.filter((max) => max !== null)
  return {
    min: first?.format === 'clock' ? firstX : 0,
    max:
      first && (first.format === 'clock' || first.format === 'duration')
        ? lastX
        : known.length === 0
          ? null
          : Math.max(1, ...known),
    title: first?.title ?? 'epoch',
    isWhole: first?.isWhole ?? true,
    format: first?.format ?? 'number',
  }
}
