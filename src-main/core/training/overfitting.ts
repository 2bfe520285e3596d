import type { RunConfig } from '../../contract/run-config.ts'
import { isBestRobust } from '../../contract/runs.ts'
import { findMethod } from '../catalog.ts'
import { percent, points } from '../studies/words.ts'
import type { OverfittingState } from './state.ts'

/** What an epoch shows, with its reason in words. */
export interface Overfitting {
  readonly kind: 'catastrophic-overfitting' | 'robust-overfitting'
  readonly message: string
}

/** Watches accuracy under the monitored attack from epoch to epoch. */
export interface OverfittingWatch {
  readonly state: OverfittingState
  /** Takes in an epoch (1 first). Null where it shows nothing new. */
  observe(epoch: number, metrics: Readonly<Record<string, number>>): Overfitting | null
}

export const nothingSeen: OverfittingState = {
  best: null,
  before: null,
  epochsBelow: 0,
  isCollapsed: false,
  isTold: false,
}

/** From one epoch to the next: the authors' own alarm (Wong et al. 2020, code, `--early-stop`). */
const sharpFall = 0.2
/** A model that holds little has no 20 points to lose: half of its best counts, beyond what a panel of 500 scatters. */
const smallestCollapse = 0.1
/** More than an epoch's loss moves about its trend. */
const risenLoss = 1.05
/** What a panel of 500 images scatters between neighbouring epochs, and how long it has to last. */
const smallestFall = 0.03
const patience = 5

/**
 * Catastrophic overfitting (Wong, Rice & Kolter 2020, section 5.3, https://arxiv.org/abs/2001.03994): accuracy under the
 * monitored attack, on training or validation images, falls by more than 20 points from one epoch to the next, or to less
 * than half of its best, while the loss that is trained on does not rise: the network has learnt to fool the training
 * attack. A run that learns from no attack loses robustness as it learns, which is another thing, and is left alone.
 *
 * Robust overfitting (Rice, Wong & Kolter 2020, https://arxiv.org/abs/2002.11569): for five epochs attacked validation
 * accuracy stays three points and more below its best, while that of training images has risen by as much. Told once for
 * each best epoch.
 */
export function createOverfittingWatch(
  config: Pick<RunConfig, 'objective' | 'checkpoints' | 'earlyStopping'>,
  resumed: OverfittingState = nothingSeen,
): OverfittingWatch {
  const { method, values } = findMethod('objectives', config.objective)
  const isAdversarial = method.trainingAttack(values) !== null
  let state = resumed

  return {
    get state() {
      return state
    },
    observe(epoch, metrics) {
      const { 'attacked-validation-accuracy': validation, 'attacked-train-accuracy': train } = metrics
      if (validation === undefined) return null
      const now = { epoch, validation, train: train ?? null, loss: metrics['training-loss'] ?? null }
      const seen = state
      state = advance(seen, now, isAdversarial)
      const { best } = state
      if (best === null || seen.before === null) return null
      if (state.isCollapsed && !seen.isCollapsed) return collapse(now, seen.before, best, config)
      return state.isTold && !seen.isTold ? slowFall(now, best, config) : null
    },
  }
}

type Measured = NonNullable<OverfittingState['before']>
type Keeping = Pick<RunConfig, 'checkpoints' | 'earlyStopping'>

function advance(seen: OverfittingState, now: Measured, isAdversarial: boolean): OverfittingState {
  const { best, before } = seen
  if (best === null || before === null || now.validation > best.validation) {
    return { ...nothingSeen, best: now, before: now }
  }
  const isUnderHalf = now.validation < best.validation / 2
  const falls =
    isUnderHalf && before.validation >= best.validation / 2 && best.validation - now.validation >= smallestCollapse
  const fallsNow = falls || tellingFall(before, now).by > sharpFall
  const isCollapsed = isAdversarial && (seen.isCollapsed ? isUnderHalf : fallsNow && !isRisen(now.loss, before.loss))
  const epochsBelow = now.validation <= best.validation - smallestFall ? seen.epochsBelow + 1 : 0
  const hasRisen = now.train !== null && best.train !== null && now.train >= best.train + smallestFall
  const isTold = seen.isTold || (epochsBelow >= patience && hasRisen && !isCollapsed)
  return { best, before: now, epochsBelow, isCollapsed, isTold }
}

/** Of the validation images; of the training images where only their accuracy fell sharply. */
function tellingFall(before: Measured, now: Measured) {
  const of = (on: 'validation' | 'training', from: number | null, to: number | null) =>
    ({ on, from: from ?? 0, to: to ?? 0, by: from === null || to === null ? 0 : from - to }) as const
  const validation = of('validation', before.validation, now.validation)
  const training = of('training', before.train, now.train)
  return training.by > sharpFall && validation.by <= sharpFall ? training : validation
}

const isRisen = (now: number | null, before: number | null): boolean =>
  now !== null && before !== null && now > before * risenLoss

function collapse(now: Measured, before: Measured, best: Measured, config: Keeping): Overfitting {
  const { on, from, to } = tellingFall(before, now)
  const loss =
    now.loss === null || before.loss === null
      ? ''
      : ` while the loss that it trains on went from ${digits(before.loss)} to ${digits(now.loss)}`
  return {
    kind: 'catastrophic-overfitting',
    message: `Catastrophic overfitting: ${on} accuracy under the monitored attack fell from ${percent(from)} to ${percent(to)} in epoch ${now.epoch}${loss}. The network fools the attack that it trains against. ${kept(best, config)}`,
  }
}

function slowFall(now: Measured, best: Measured, config: Keeping): Overfitting {
  const fallen = points(best.validation - now.validation)
  const risen = points((now.train ?? 0) - (best.train ?? 0))
  return {
    kind: 'robust-overfitting',
    message: `Robust overfitting: for ${patience} epochs accuracy under the monitored attack has been below its best, now by ${fallen}, while that of training images has risen by ${risen}. ${kept(best, config)}`,
  }
}

function kept(best: Measured, { checkpoints, earlyStopping }: Keeping): string {
  const isKept = checkpoints.bestRobust || (isBestRobust({ earlyStopping }) && earlyStopping?.restoreBest === true)
  return isKept
    ? `The best robust checkpoint is of epoch ${best.epoch}.`
    : `Its best was epoch ${best.epoch}, whose checkpoint this run does not keep.`
}

const digits = (loss: number): string => loss.toPrecision(3)
