import { z } from 'zod'
import { median } from '../core/median.ts'
import type { Measured } from './request.ts'
import { measurements, type MeasurementName } from './measurements.ts'
import { peerTitle, type Figure, type Work } from './works.ts'

/** One line of the table and of the JSON. Rates are those of the median step; over rounds they are medians again. */
export const BenchRow = z.object({
  work: z.string(),
  /** null where the work is not of one. */
  architecture: z.string().nullable(),
  ours: z.number().nullable(),
  peer: z.number().nullable(),
  peerName: z.string().nullable(),
  /** ours / peer: above 1 is good where the unit is a rate, below 1 for times and memory. */
  ratio: z.number().nullable(),
  unit: z.string(),
  /** Images that were measured, where these are fewer than the title tells of. */
  n: z.int().optional(),
  /** Rounds that gave a figure of ours. */
  rounds: z.int(),
  /** Why there is no figure of ours, or of the peer. */
  failed: z.string().nullable(),
})
export type BenchRow = z.output<typeof BenchRow>

/** All rounds of one measurement. */
export interface Outcome {
  readonly measured: readonly Measured[]
  readonly failures: readonly string[]
  /** What is worth saying beside the peer's name. */
  readonly note: string | null
}

/** One row for each peer that was measured; one without a peer where none was. */
export function rowsOf(
  work: Work,
  architecture: string,
  outcomeOf: (name: MeasurementName) => Outcome | undefined,
): BenchRow[] {
  const ours = read(work.ours, outcomeOf)
  if (ours === null) return []
  const shared = {
    work: work.id,
    architecture: work.isOfMachine ? null : architecture,
    ours: ours.value,
    unit: work.unit,
    rounds: ours.rounds,
    ...(ours.n === undefined ? {} : { n: ours.n }),
  }
  const peers = work.peers.flatMap((figure): BenchRow[] => {
    const peer = read(figure, outcomeOf)
    if (peer === null) return []
    const ratio = ours.value === null || peer.value === null ? null : ours.value / peer.value
    const failed = [...new Set([ours.failed, peer.failed])].filter((why) => why !== null).join('; ') || null
    return [{ ...shared, peer: peer.value, peerName: nameOf(figure, outcomeOf(figure.of)), ratio, failed }]
  })
  if (peers.length > 0) return peers
  return [{ ...shared, peer: null, peerName: null, ratio: null, failed: ours.failed }]
}

/** null where it was not to be measured. */
function read(
  { of, value }: Figure,
  outcomeOf: (name: MeasurementName) => Outcome | undefined,
): { value: number | null; rounds: number; failed: string | null; n?: number } | null {
  const outcome = outcomeOf(of)
  if (!outcome) return null
  const values = outcome.measured.flatMap((each) => ('values' in each ? [each.values[value] ?? Number.NaN] : []))
  const known = values.filter((each) => Number.isFinite(each))
  if (known.length > 0) {
    const n = outcome.measured.find((each) => 'values' in each)?.values['fewerImages']
    return { value: median(known), rounds: known.length, failed: null, ...(n === undefined ? {} : { n }) }
  }
  const unavailable = outcome.measured.find((each) => 'unavailable' in each)
  const failed = unavailable?.unavailable ?? outcome.failures[0] ?? 'not measured by this version'
  return { value: null, rounds: 0, failed: unavailable ? failed : `failed: ${failed}` }
}

/** `Keras 3.15.1 fit, jit_compile=False` */
function nameOf(figure: Figure, outcome: Outcome | undefined): string {
  const version = outcome?.measured.find((each) => 'values' in each)?.version
  const title = peerTitle(figure)
  const [program = '', ...rest] = title.split(' ')
  const versioned =
    version && measurements[figure.of].program !== 'stock' ? [program, version, ...rest].join(' ') : title
  return outcome?.note ? `${versioned}, ${outcome.note}` : versioned
}
