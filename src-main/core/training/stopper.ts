import type { EarlyStopping } from '../../contract/run-config.ts'
import { isImprovement } from './monitors.ts'
import type { EarlyStoppingState, ModelState } from './state.ts'

/** Watches for the best epoch, and says when to stop where early stopping was asked for. */
export interface Stopper {
  readonly state: EarlyStoppingState
  /** Takes in an epoch (1 first); whether it is the best so far. */
  observe(epoch: number, metrics: Readonly<Record<string, number>>): boolean
  /** Keeps the weights of the best epoch where they are to be restored. */
  remember(model: ModelState): void
  /** Why training should stop, as a sentence. */
  readonly reason: string | null
  /** The weights to leave the run with, where they are not those of the last epoch. */
  readonly restored: ModelState | null
}

export function createStopper(
  config: EarlyStopping | null,
  resumed: EarlyStoppingState | undefined,
  resumedBest: ModelState | null,
): Stopper {
  const monitor = config?.monitor ?? 'validation-accuracy'
  let state = resumed ?? { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 0 }
  let best: ModelState | null = resumedBest

  return {
    get state() {
      return state
    },
    get reason() {
      if (config === null || state.epochsWithoutImprovement < config.patience) return null
      const { bestValue, bestEpoch, epochsWithoutImprovement } = state
      return `Stopped early: no better ${monitor} than ${bestValue?.toPrecision(4)} (epoch ${bestEpoch}) for ${epochsWithoutImprovement} epochs.`
    },
    get restored() {
      return config?.restoreBest === true && state.epochsWithoutImprovement > 0 ? best : null
    },
    observe(epoch, metrics) {
      const value = metrics[monitor]
      if (value === undefined) throw new Error(`"${monitor}" was not measured.`)
      const isBest = isImprovement(monitor, value, state.bestValue, config?.minChange ?? 0)
      state = isBest
        ? { bestValue: value, bestEpoch: epoch, epochsWithoutImprovement: 0 }
        : { ...state, epochsWithoutImprovement: state.epochsWithoutImprovement + 1 }
      return isBest
    },
    remember({ weights, statistics }) {
      if (config?.restoreBest) best = { weights, statistics }
    },
  }
}
