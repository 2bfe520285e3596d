import { defineFreezing } from '../methods.ts'
import { choice, number } from '../params.ts'
import { isImprovement, isLoss, monitors, type MonitorName } from '../training/monitors.ts'
import { batchNormalization, movesStatistics } from './frozen-batch-normalization.ts'

/**
 * Starts with the head and trains further blocks, a few at a time, whenever the monitored value has not improved for
 * `patience` epochs. Each unfreezing multiplies the learning rate by `rateFactor`, for good, and may be followed by a
 * linear warm-up. Then the best value begins anew: new blocks may raise the loss at first, and a loss that falls has not
 * stalled, wherever it comes from.
 */
export const progressive = defineFreezing({
  id: 'progressive',
  title: 'Unfreeze on plateau',
  source:
    'Chen 2020, Adversarially-Trained Classifiers for Generalizable Real World Applications; gradual unfreezing: Howard & Ruder 2018, section 3.3, https://arxiv.org/abs/1801.06146',
  params: {
    monitor: choice({ default: 'training-loss', options: monitors, help: 'The value that should improve.' }),
    patience: number({ default: 2, min: 1, max: 100_000, step: 1, help: 'Epochs to wait for an improvement.' }),
    minChange: number({ default: 0.001, min: 0, max: 1000, help: 'A smaller change does not count.' }),
    blocksPerStep: number({ default: 1, min: 1, max: 200, step: 1, help: 'Blocks that are unfrozen at once.' }),
    startBlocks: number({
      default: 1,
      min: 1,
      max: 200,
      step: 1,
      help: 'Blocks that are trained from the start. The head is always the first of them.',
    }),
    direction: choice({
      default: 'head-first',
      options: { 'head-first': 'From head to input', 'input-first': 'From input to head' },
      help: 'In which order blocks follow the head.',
    }),
    rateFactor: number({
      default: 1,
      min: 0.0001,
      max: 1,
      help: 'What the learning rate is multiplied by at each unfreezing.',
    }),
    warmupEpochs: number({
      default: 0,
      min: 0,
      max: 1000,
      help: 'Linear rise of the learning rate from 0 after each unfreezing, in epochs; fractions are allowed.',
    }),
    batchNormalization,
  },
  start: ({ direction, startBlocks }, blocks) => inOrder(blocks, direction).slice(0, startBlocks),
  movesStatistics,
  observe(values, { since, memory }, { blocks, metrics }) {
    const { monitor, patience, minChange, direction, blocksPerStep } = values
    const frozen = inOrder(blocks, direction).filter((name) => !Object.hasOwn(since, name))
    if (frozen.length === 0) return { memory, unfrozen: [], reason: null }
    const value = metrics[monitor]
    if (value === undefined) throw new Error(`Unfreezing on plateau needs "${monitor}", which was not measured.`)

    const { best, waited = 0, unfreezings = 0 } = memory
    if (isImprovement(monitor, value, best ?? null, minChange)) {
      return { memory: { ...memory, best: value, waited: 0 }, unfrozen: [], reason: null }
    }
    if (waited + 1 < patience) return { memory: { ...memory, waited: waited + 1 }, unfrozen: [], reason: null }
    return {
      memory: { unfreezings: unfreezings + 1 },
      unfrozen: frozen.slice(0, blocksPerStep),
      reason: `${reasonOf(values, best)}${values.rateFactor < 1 ? `; the learning rate falls to ${values.rateFactor} times what it was` : ''}`,
    }
  },
  rateFactor({ rateFactor, warmupEpochs }, { since, memory: { unfreezings = 0 } }, { step, stepsPerEpoch }) {
    if (unfreezings === 0) return 1
    const stepsSince = step - Math.max(...Object.values(since))
    const warmup = warmupEpochs === 0 ? 1 : Math.min(1, (stepsSince + 1) / (warmupEpochs * stepsPerEpoch))
    return rateFactor ** unfreezings * warmup
  },
})

/** The order of unfreezing: the head, which has to learn the classes, is the first in either direction. */
function inOrder(blocks: readonly string[], direction: 'head-first' | 'input-first'): readonly string[] {
  return direction === 'head-first' ? blocks.toReversed() : [...blocks.slice(-1), ...blocks.slice(0, -1)]
}

function reasonOf(
  { monitor, patience, minChange }: { monitor: MonitorName; patience: number; minChange: number },
  best: number | undefined,
): string {
  const title = monitors[monitor]
  const moved = isLoss(monitor) ? 'fall' : 'rise'
  const change = minChange === 0 ? '' : ` by ${minChange}`
  const epochs = patience === 1 ? 'an epoch' : `${patience} epochs`
  const known = best === undefined ? '' : ` (best ${best.toPrecision(4)})`
  return `${title.charAt(0).toLowerCase()}${title.slice(1)} did not ${moved}${change} for ${epochs}${known}`
}
