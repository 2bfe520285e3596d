import type { Checkpoint, RunEvent } from '../../src-main/contract/index.ts'

/** A step whose time is known. */
export interface Anchor {
  readonly step: number
  /** ms since 1970. */
  readonly at: number
}

/** When the steps of a run were made. */
export interface Timeline {
  /** ms since 1970. */
  clock(step: number): number
  /** Seconds of training; pauses between an end and a resume are left out. */
  elapsed(step: number): number
}

interface Segment {
  readonly from: Anchor
  readonly to: Anchor
  readonly elapsedBefore: number
}

/**
 * Points carry no time, but events and checkpoints do: between two of them every step takes the same time, and after the
 * last the pace goes on. null where fewer than two steps have a time.
 */
export function timeline(anchors: readonly Anchor[]): Timeline | null {
  const segments: Segment[] = []
  let elapsedMs = 0
  let previous: Anchor | null = null
  for (const anchor of anchors.toSorted((a, b) => a.at - b.at || a.step - b.step)) {
    if (previous && anchor.step > previous.step) {
      segments.push({ from: previous, to: anchor, elapsedBefore: elapsedMs })
      elapsedMs += anchor.at - previous.at
    }
    previous = anchor
  }
  if (segments.length === 0) return null
  // Steps that were made twice count where they were made last.
  const segmentOf = (step: number): Segment =>
    segments.findLast(({ from, to }) => from.step <= step && step <= to.step) ??
    (segments.at(step < (segments[0] as Segment).from.step ? 0 : -1) as Segment)
  const into = ({ from, to }: Segment, step: number): number =>
    ((step - from.step) / (to.step - from.step)) * (to.at - from.at)
  return {
    clock: (step) => {
      const segment = segmentOf(step)
      return segment.from.at + into(segment, step)
    },
    elapsed: (step) => {
      const segment = segmentOf(step)
      return (segment.elapsedBefore + into(segment, step)) / 1000
    },
  }
}

export const anchorsOf = (events: readonly RunEvent[], checkpoints: readonly Checkpoint[]): Anchor[] => [
  ...events.filter((event) => event.kind !== 'warning').map(({ step, at }) => ({ step, at })),
  ...checkpoints.map(({ step, createdAt }) => ({ step, at: createdAt })),
]
