import type { RunConfig } from '../../contract/run-config.ts'
import { isBestRobust, type CheckpointKind } from '../../contract/runs.ts'
import { isImprovement, type MonitorName } from './monitors.ts'
import type { KeepingState } from './state.ts'

/** Says what the checkpoint of an epoch is to be kept as, by the run's policy. */
export interface CheckpointChoice {
  readonly state: KeepingState
  /** Takes in an epoch (1 first); `isBest`: by what early stopping watches. */
  choose(epoch: number, metrics: Readonly<Record<string, number>>, isBest: boolean): CheckpointKind[]
}

/** The best clean and the best robust epoch are two: `best` is the one that early stopping watches for. */
export function createCheckpointChoice(
  config: Pick<RunConfig, 'checkpoints' | 'earlyStopping'>,
  resumed: KeepingState | undefined,
): CheckpointChoice {
  const { bestClean, bestRobust, everyEpochs } = config.checkpoints
  const isRobust = isBestRobust(config)
  // What is restored at the end has to survive a kill.
  const keepsBest = (isRobust ? bestRobust : bestClean) || config.earlyStopping?.restoreBest === true
  const keepsOther = isRobust ? bestClean : bestRobust
  const otherKind: CheckpointKind = isRobust ? 'best-clean' : 'best-robust'
  const otherMetric: MonitorName = isRobust ? 'validation-accuracy' : 'attacked-validation-accuracy'
  let state: KeepingState = resumed ?? { otherBest: null }

  return {
    get state() {
      return state
    },
    choose(epoch, metrics, isBest) {
      // Nothing was measured under attack where none is monitored.
      const value = metrics[otherMetric]
      const isOtherBest = value !== undefined && isImprovement(otherMetric, value, state.otherBest, 0)
      if (isOtherBest) state = { otherBest: value }
      // Once the resume point is there, everything that its state speaks of is there too.
      return [
        ...(isBest && keepsBest ? (['best'] as const) : []),
        ...(isOtherBest && keepsOther ? [otherKind] : []),
        ...(everyEpochs !== null && epoch % everyEpochs === 0 ? (['epoch'] as const) : []),
        'last',
      ]
    },
  }
}
