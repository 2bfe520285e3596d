import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { ScheduleState } from '../methods.ts'

/** The learning rate of a run: the optimizer's own, times the schedule's factor, times the warm-up. */
export interface Rate {
  /** The rate of the step with this index (0 first). */
  at(step: number): number
  /** Tells the schedule what an epoch gave; why the rate changed, as a sentence, or null. */
  observe(metrics: Readonly<Record<string, number>>): string | null
  readonly state: ScheduleState
}

/** Warm-up is linear from 1/n to 1 over the first n = `warmupEpochs` · steps per epoch steps (Goyal et al. 2017). */
export function createRate(
  config: RunConfig,
  length: { readonly stepsTotal: number; readonly stepsPerEpoch: number },
  resumed?: ScheduleState,
): Rate {
  const optimizer = findMethod('optimizers', config.optimizer)
  const schedule = findMethod('schedules', config.schedule)
  const base = optimizer.method.learningRate(optimizer.values)
  const warmupSteps = config.warmupEpochs * length.stepsPerEpoch
  let state = resumed ?? schedule.method.initial(schedule.values)

  return {
    get state() {
      return state
    },
    at(step) {
      const warmup = warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps)
      return base * warmup * schedule.method.factor(schedule.values, state, { step, ...length })
    },
    observe(metrics) {
      const seen = schedule.method.observe(schedule.values, state, metrics)
      state = seen.state
      return seen.reason
    },
  }
}
