import type { RunConfig } from '../../contract/run-config.ts'
import { isBestRobust } from '../../contract/runs.ts'
import { trainingAttackOf } from '../objectives/training-attack.ts'
import { percent, points } from '../words.ts'
import type { Panels } from './panels.ts'
import type { OverfittingState } from './state.ts'

/** What an epoch shows, with its reason in words. */
export interface Overfitting {
  readonly kind: 'catastrophic-overfitting' | 'robust-overfitting'
  readonly message: string
}

/** Watches accuracy under the monitored attack from epoch to epoch. */
export interface OverfittingWatch {
  readonly state: OverfittingState
  /**
   * Takes in an epoch (1 first). `bestEpoch`: the best by what early stopping watches, so far. Null where it shows
   * nothing new.
   */
  observe(epoch: number, metrics: Readonly<Record<string, number>>, bestEpoch: number): Overfitting | null
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
/** The same to less than half of its best: a model that holds little has no 20 points to lose. */
const fallToLittle = 0.1
/** More than an epoch's loss moves about its trend. */
const risenLoss = 1.05
/** How long a slow fall has to last. */
const patience = 5

/**
 * Catastrophic overfitting (Wong, Rice & Kolter 2020, section 5.3, https://arxiv.org/abs/2001.03994): validation accuracy
 * under the monitored attack falls by more than 20 points from one epoch to the next, or by 10 to less than half of its
 * best, while clean accuracy loses less than half as much and the loss that is trained on does not rise: the network has
 * learnt to fool the training attack. A run that learns from no attack loses robustness as it learns, which is another
 * thing.
 *
 * Robust overfitting (Rice, Wong & Kolter 2020, https://arxiv.org/abs/2002.11569): for five epochs attacked validation
 * accuracy stays below its best, while that of training images has risen, both by two standard errors and more (of an
 * accuracy of one half; 4.5 points for 500 images). Told once for each best epoch.
 *
 * `panels`: how many images are measured, fewer than were asked for where the sets are small. Under an attack that is as
 * weak as the training attack neither shows: `attackToMonitor` names one that is not.
 */
export function createOverfittingWatch(
  config: Pick<RunConfig, 'objective' | 'checkpoints' | 'earlyStopping'>,
  panels: Panels['counts'],
  resumed: OverfittingState = nothingSeen,
): OverfittingWatch {
  const rules = {
    isAdversarial: trainingAttackOf(config.objective) !== null,
    smallestFall: scatter(panels.validation),
    smallestRise: scatter(panels.train),
  }
  let state = resumed

  return {
    get state() {
      return state
    },
    observe(epoch, metrics, bestEpoch) {
      const { 'attacked-validation-accuracy': validation, 'attacked-train-accuracy': train = null } = metrics
      const { 'validation-accuracy': clean, 'training-loss': loss } = metrics
      if (validation === undefined || clean === undefined || loss === undefined) return null
      const now = { epoch, validation, train, clean, loss }
      const seen = state
      state = advance(seen, now, rules)
      const { best } = state
      if (best === null || seen.before === null) return null
      const back = wayBack(best.epoch, bestEpoch, config)
      if (state.isCollapsed && !seen.isCollapsed) return collapse(now, seen.before, back)
      return state.isTold && !seen.isTold ? slowFall(now, best, back) : null
    },
  }
}

type Measured = NonNullable<OverfittingState['before']>

interface Rules {
  readonly isAdversarial: boolean
  /** Of accuracies on validation and training images, beyond what these scatter. */
  readonly smallestFall: number
  readonly smallestRise: number
}

/** Two standard errors of an accuracy of one half on so many images. */
const scatter = (images: number): number => 1 / Math.sqrt(Math.max(1, images))

function advance(seen: OverfittingState, now: Measured, rules: Rules): OverfittingState {
  const { best, before } = seen
  if (best === null || before === null || now.validation > best.validation) {
    return { ...nothingSeen, best: now, before: now }
  }
  const isUnderHalf = now.validation < best.validation / 2
  const isCollapsed = rules.isAdversarial && (seen.isCollapsed ? isUnderHalf : collapses(now, before, best, rules))
  const epochsBelow = now.validation <= best.validation - rules.smallestFall ? seen.epochsBelow + 1 : 0
  const hasRisen = now.train !== null && best.train !== null && now.train >= best.train + rules.smallestRise
  const isTold = seen.isTold || (epochsBelow >= patience && hasRisen && !isCollapsed)
  return { best, before: now, epochsBelow, isCollapsed, isTold }
}

function collapses(now: Measured, before: Measured, best: Measured, { smallestFall }: Rules): boolean {
  const lost = before.validation - now.validation
  const isLittle = now.validation < best.validation / 2
  const falls = lost > Math.max(isLittle ? fallToLittle : sharpFall, smallestFall)
  const isCleanKept = before.clean - now.clean < lost / 2
  return falls && isCleanKept && now.loss <= before.loss * risenLoss
}

function collapse(now: Measured, before: Measured, back: string): Overfitting {
  const [from, to] = [before, now].map(({ validation }) => percent(validation))
  const [lossThen, lossNow] = [before, now].map(({ loss }) => loss.toPrecision(3))
  return {
    kind: 'catastrophic-overfitting',
    message: `Catastrophic overfitting: accuracy under the monitored attack fell from ${from} to ${to} in epoch ${now.epoch} while the loss that it trains on went from ${lossThen} to ${lossNow}. The network fools the attack that it trains against. ${back}`,
  }
}

function slowFall(now: Measured, best: Measured, back: string): Overfitting {
  const fallen = points(best.validation - now.validation)
  const risen = points((now.train ?? 0) - (best.train ?? 0))
  return {
    kind: 'robust-overfitting',
    message: `Robust overfitting: for ${patience} epochs accuracy under the monitored attack has been below its best, now by ${fallen}, while that of training images has risen by ${risen}. ${back}`,
  }
}

/** `highest`: epoch of the highest accuracy. Early stopping may have kept an earlier one, that it beat by too little. */
function wayBack(
  highest: number,
  bestEpoch: number,
  { checkpoints, earlyStopping }: Pick<RunConfig, 'checkpoints' | 'earlyStopping'>,
): string {
  const isWatched = isBestRobust({ earlyStopping })
  const isKept = checkpoints.bestRobust || (isWatched && earlyStopping?.restoreBest === true)
  return isKept
    ? `The best robust checkpoint is of epoch ${isWatched ? bestEpoch : highest}.`
    : `Its best was epoch ${highest}, whose checkpoint this run does not keep.`
}
