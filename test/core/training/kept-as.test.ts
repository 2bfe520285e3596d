import { describe, expect, it } from 'vitest'
import { RunConfig, type RunConfigInput } from '../../../src-main/contract/index.ts'
import { createCheckpointChoice } from '../../../src-main/core/training/kept-as.ts'
import type { KeepingState } from '../../../src-main/core/training/state.ts'

/** Clean and robust accuracy of each epoch. */
const epochs = [
  [0.5, 0.1],
  [0.6, 0.3],
  [0.7, 0.2],
  [0.65, 0.4],
] as const

/** What the epochs are kept as; `best` by what early stopping watches, as the stopper finds it. */
function keptAs(settings: Partial<RunConfigInput>, from = 0, resumed?: KeepingState) {
  const config = RunConfig.parse({ dataset: { id: 'shapes' }, monitor: { attack: 'fgsm' }, ...settings })
  const isRobust = config.earlyStopping?.monitor === 'attacked-validation-accuracy'
  const choice = createCheckpointChoice(config, resumed)
  const kept = epochs.slice(from).map(([clean, robust], at) => {
    const watched = epochs.map((values) => values[isRobust ? 1 : 0])
    const epoch = from + at + 1
    const isBest = watched.slice(0, epoch).every((value) => value <= (watched[epoch - 1] ?? 0))
    const robustly = config.monitor.attack === null ? {} : { 'attacked-validation-accuracy': robust }
    return choice.choose(epoch, { 'validation-accuracy': clean, ...robustly }, isBest).join(' ')
  })
  return { kept, state: choice.state }
}

describe('what a checkpoint is kept as', () => {
  it('is the best clean and the best robust epoch, whichever of them early stopping watches', () => {
    expect(keptAs({}).kept).toEqual(['best best-robust last', 'best best-robust last', 'best last', 'best-robust last'])
    expect(keptAs({ earlyStopping: { monitor: 'attacked-validation-accuracy' } }).kept).toEqual([
      ...['best best-clean last', 'best best-clean last', 'best-clean last', 'best last'],
    ])
  })

  it('is what the policy asks for, and always the resume point', () => {
    const checkpoints = { bestClean: false, bestRobust: false }
    expect(keptAs({ checkpoints }).kept).toEqual(['last', 'last', 'last', 'last'])
    expect(keptAs({ checkpoints: { ...checkpoints, everyEpochs: 2 } }).kept).toEqual([
      ...['last', 'epoch last', 'last', 'epoch last'],
    ])
    expect(keptAs({ monitor: { attack: null } }).kept).toEqual(['best last', 'best last', 'best last', 'last'])
  })

  it('includes the best epoch where that is restored at the end, whatever the policy says', () => {
    const checkpoints = { bestClean: false, bestRobust: false }
    const kept = (restoreBest: boolean) => keptAs({ checkpoints, earlyStopping: { restoreBest } }).kept
    expect(kept(true)).toEqual(['best last', 'best last', 'best last', 'last'])
    expect(kept(false)).toEqual(['last', 'last', 'last', 'last'])
  })

  it('goes on after a resume as if it had never stopped', () => {
    const whole = keptAs({})
    for (const from of [1, 2, 3]) {
      const config = RunConfig.parse({ dataset: { id: 'shapes' }, monitor: { attack: 'fgsm' } })
      const before = createCheckpointChoice(config, undefined)
      epochs.slice(0, from).forEach(([, robust], at) => {
        before.choose(at + 1, { 'attacked-validation-accuracy': robust }, false)
      })
      const rest = keptAs({}, from, before.state)
      expect(rest.kept).toEqual(whole.kept.slice(from))
      expect(rest.state).toEqual(whole.state)
    }
  })
})
