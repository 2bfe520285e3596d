import { isBetter, type Better, type Curve } from './curve.ts'

interface HalvingOptions {
  /** r: the epoch of the first rung. */
  readonly firstEpoch: number
  /** η: of so many runs at a rung, one goes on. */
  readonly factor: number
  readonly better: Better
}

/** How a run stands at a rung: the `place`-th of `runs`, of which the first `kept` go on. */
export interface Standing {
  readonly place: number
  readonly runs: number
  readonly kept: number
}

/**
 * Asynchronous successive halving: rungs are the epochs r·η^k. At a rung a run goes on where its value is among the best
 * max(1, ⌊n / η⌋) of the n runs that have come there so far, itself included; equal values share the better place. Returns
 * how it stands where it ends, null where it goes on or is at no rung.
 *
 * Source: Li et al. 2020, "A system for massively parallel hyperparameter tuning", MLSys, algorithm 2. As in Ray Tune a
 * run that does not belong to them is ended at once, where the paper pauses it and may promote it later: a lane trains run
 * after run, so that the first ones are compared with few.
 * Worked example, larger is better, η = 3, r = 1: values at epoch 1 of 0.3, 0.4, 0.2, 0.5, 0.1 in this order: of 1, 2, 3,
 * 4, 5 runs one goes on each time, so 0.3, 0.4 and 0.5 go on.
 */
export function successiveHalving(
  run: Curve,
  others: readonly Curve[],
  { firstEpoch, factor, better }: HalvingOptions,
): Standing | null {
  const epoch = run.length
  if (!isRung(epoch, firstEpoch, factor)) return null
  const value = run[epoch - 1] as number
  const reached = others.filter(({ length }) => length >= epoch).map((curve) => curve[epoch - 1] as number)
  const runs = reached.length + 1
  const kept = Math.max(1, Math.floor(runs / factor))
  const place = reached.filter((other) => isBetter(other, value, better)).length + 1
  return place <= kept ? null : { place, runs, kept }
}

function isRung(epoch: number, firstEpoch: number, factor: number): boolean {
  let rung = firstEpoch
  while (rung < epoch) rung *= factor
  return rung === epoch
}
