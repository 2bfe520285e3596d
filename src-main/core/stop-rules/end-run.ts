import type { StopRules } from '../../contract/stop-rules.ts'
import { isLoss } from '../training/monitors.ts'
import { isBetter, type Better, type Curve } from './curve.ts'
import { medianStopping } from './median-stopping.ts'
import { successiveHalving } from './successive-halving.ts'

/** Whether more or less of a rule's measure is better. */
export const betterOf = (measure: StopRules['measure']): Better => (isLoss(measure) ? 'smaller' : 'larger')

/**
 * Why a run is to end after its newest epoch, as a sentence; null where it goes on. `others`: the curves of the other runs
 * of its experiment, whether they ended or not.
 */
export function reasonToEnd(rules: StopRules, run: Curve, others: readonly Curve[]): string | null {
  const { measure } = rules
  const better = betterOf(measure)
  const epoch = run.length
  const middle = rules.median ? medianStopping(run, others, { ...rules.median, better }) : null
  if (middle !== null) {
    const count = others.filter(({ length }) => length >= epoch).length
    return `Median rule: after epoch ${epoch} its best ${measure} was worse than ${digits(middle)}, the median of ${count} other runs.`
  }
  const standing = rules.halving ? successiveHalving(run, others, { ...rules.halving, better }) : null
  if (standing === null) return null
  const { place, runs, kept } = standing
  return `Successive halving: after epoch ${epoch} it stood ${place} of ${runs} by ${measure}, and the first ${kept} go on.`
}

/** What an experiment has used up, and the best value of its measure; null where no run has one. */
export interface Spent {
  readonly minutes: number
  /** Runs that ended, however that was. */
  readonly runs: number
  readonly best: number | null
}

/** Why no further run of an experiment is to begin, and whether the one that trains is to end too; null where they are. */
export function reasonToBeginNone(
  rules: StopRules,
  { minutes, runs, best }: Spent,
): { readonly reason: string; readonly endsRunning: boolean } | null {
  const { measure, target, maxMinutes, maxRuns } = rules
  if (typeof maxMinutes === 'number' && minutes >= maxMinutes) {
    return { reason: `The experiment's ${digits(maxMinutes)} minutes of training are used up.`, endsRunning: true }
  }
  if (typeof target === 'number' && best !== null && !isBetter(target, best, betterOf(measure))) {
    const reached = `${measure} ${digits(best)}`
    return { reason: `The target is reached: a run has ${reached}, asked for ${digits(target)}.`, endsRunning: false }
  }
  if (typeof maxRuns === 'number' && runs >= maxRuns) {
    return { reason: `The experiment's ${maxRuns} runs have ended.`, endsRunning: false }
  }
  return null
}

const digits = (value: number): string => String(Number(value.toPrecision(4)))
