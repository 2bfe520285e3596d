import { describe, expect, it } from 'vitest'
import { RunConfig, type RunConfigInput } from '../../../src-main/contract/index.ts'
import { createOverfittingWatch } from '../../../src-main/core/training/overfitting.ts'
import type { OverfittingState } from '../../../src-main/core/training/state.ts'
import { createStopper } from '../../../src-main/core/training/stopper.ts'

/** Attacked validation accuracy, attacked training accuracy, training loss; clean accuracy, 80 % where it is not told. */
type Epoch = readonly [validation: number, train: number, loss: number, clean?: number]

const configOf = (settings: Partial<RunConfigInput> = {}): RunConfig =>
  RunConfig.parse({ dataset: { id: 'shapes' }, objective: 'fast-adversarial-training', ...settings })

interface Watching {
  readonly settings?: Partial<RunConfigInput>
  readonly validationImages?: number
  readonly from?: number
  readonly resumed?: OverfittingState
}

function watch(epochs: readonly Epoch[], { settings, validationImages = 500, from = 0, resumed }: Watching = {}) {
  const config = configOf(settings)
  const watched = createOverfittingWatch(config, { train: 500, validation: validationImages }, resumed)
  const stopper = createStopper(config.earlyStopping, undefined, null)
  const told = epochs.flatMap(([validation, train, loss, clean = 0.8], at) => {
    const metrics = {
      'attacked-validation-accuracy': validation,
      'attacked-train-accuracy': train,
      'validation-accuracy': clean,
      'training-loss': loss,
    }
    const found = watched.observe(from + at + 1, metrics, stopper.state.bestEpoch)
    stopper.observe(from + at + 1, metrics)
    return found ? [{ epoch: from + at + 1, ...found }] : []
  })
  return { told, state: watched.state }
}

const kinds = (...args: Parameters<typeof watch>) => watch(...args).told.map(({ epoch, kind }) => `${kind} @${epoch}`)

/** Figure 1 of the paper in small: PGD accuracy goes to 0 within an epoch while the training loss falls. */
const collapse: Epoch[] = [
  [0.35, 0.36, 1.8],
  [0.41, 0.42, 1.6],
  [0.02, 0.03, 1.1],
  [0, 0, 0.8],
]

describe('catastrophic overfitting', () => {
  it('is told in the epoch in which accuracy under attack falls, once, with the epoch to go back to', () => {
    const { told } = watch(collapse)
    expect(told.map(({ epoch, kind }) => [epoch, kind])).toEqual([[3, 'catastrophic-overfitting']])
    expect(told[0]?.message).toBe(
      'Catastrophic overfitting: accuracy under the monitored attack fell from 41.0 % to 2.0 % in epoch 3 while the loss that it trains on went from 1.60 to 1.10. The network fools the attack that it trains against. The best robust checkpoint is of epoch 2.',
    )
  })

  it('says that the best epoch is lost where its checkpoint is not kept', () => {
    const [found] = watch(collapse, { settings: { checkpoints: { bestRobust: false } } }).told
    expect(found?.message).toMatch(/Its best was epoch 2, whose checkpoint this run does not keep\.$/)
    const earlyStopping = { monitor: 'attacked-validation-accuracy' } as const
    const [restored] = watch(collapse, { settings: { checkpoints: { bestRobust: false }, earlyStopping } }).told
    expect(restored?.message).toMatch(/The best robust checkpoint is of epoch 2\.$/)
  })

  it('names the epoch that is kept, which early stopping may choose before the highest one', () => {
    const earlyStopping = { monitor: 'attacked-validation-accuracy', minChange: 0.1 } as const
    const [found] = watch(collapse, { settings: { earlyStopping } }).told
    expect(found?.message).toMatch(/The best robust checkpoint is of epoch 1\.$/)
    const [other] = watch(collapse, {
      settings: { earlyStopping: { monitor: 'validation-accuracy', minChange: 0.1 } },
    }).told
    expect(other?.message).toMatch(/The best robust checkpoint is of epoch 2\.$/)
  })

  it('is seen in a model that holds little, too', () => {
    const low: Epoch[] = [
      [0.18, 0.18, 1],
      [0.07, 0.08, 0.9],
    ]
    expect(kinds(low)).toEqual(['catastrophic-overfitting @2'])
  })

  it('is told again only where the model has come back in between', () => {
    const falls: Epoch = [0.02, 0.02, 0.7]
    expect(kinds([...collapse, falls, [0.1, 0.1, 0.7], falls])).toEqual(['catastrophic-overfitting @3'])
    expect(kinds([...collapse, [0.3, 0.3, 0.7], falls])).toEqual([
      'catastrophic-overfitting @3',
      'catastrophic-overfitting @6',
    ])
  })

  it('is neither a loss that explodes, nor a fall that clean accuracy shares, nor a slow one, nor a plain model that was never robust', () => {
    expect(kinds(collapse.map(([validation, train, loss], at) => [validation, train, at === 2 ? 40 : loss]))).toEqual(
      [],
    )
    const shared = collapse.map(([validation, train, loss], at): Epoch => [validation, train, loss, at < 2 ? 0.8 : 0.5])
    expect(kinds(shared)).toEqual([])
    // Around half of a low best, again and again.
    expect(kinds([0.2, 0.12, 0.08, 0.13, 0.09, 0.14, 0.07].map((value): Epoch => [value, value, 1]))).toEqual([])
    expect(kinds([0.5, 0.44, 0.38, 0.33, 0.28].map((value): Epoch => [value, value, 1]))).toEqual([])
    expect(kinds(collapse, { settings: { objective: 'cross-entropy' } })).toEqual([])
  })

  it('says nothing where no attack is monitored', () => {
    const watched = createOverfittingWatch(configOf(), { train: 500, validation: 500 })
    expect(watched.observe(1, { 'validation-accuracy': 0.5, 'training-loss': 1 }, 1)).toBeNull()
  })
})

describe('robust overfitting', () => {
  /** Attacked training accuracy rises from epoch to epoch, that of validation falls after the third. */
  const slow: Epoch[] = [0.3, 0.4, 0.48, 0.43, 0.43, 0.43, 0.42, 0.42, 0.41].map((value, at) => [
    value,
    0.4 + 0.05 * at,
    2 - 0.1 * at,
  ])

  it('is told after five epochs clearly below the best, once', () => {
    const { told } = watch(slow)
    expect(told.map(({ epoch, kind }) => [epoch, kind])).toEqual([[8, 'robust-overfitting']])
    expect(told[0]?.message).toBe(
      'Robust overfitting: for 5 epochs accuracy under the monitored attack has been below its best, now by 6.0 points, while that of training images has risen by 25.0 points. The best robust checkpoint is of epoch 3.',
    )
  })

  it('is no fall on both panels, no scatter of a small one, and begins anew with a new best', () => {
    expect(kinds(slow.map(([validation, , loss]) => [validation, validation, loss]))).toEqual([])
    expect(kinds(slow, { validationImages: 100 })).toEqual([])
    const later = slow.slice(3).map(([validation, train, loss]): Epoch => [validation + 0.1, train + 0.3, loss])
    expect(kinds([...slow, ...later, later.at(-1) as Epoch])).toEqual(['robust-overfitting @8'])
    const fallen = later.map(([validation, train, loss], at): Epoch => [
      validation - (at === 0 ? 0 : 0.06),
      train,
      loss,
    ])
    expect(kinds([...slow, ...fallen])).toEqual(['robust-overfitting @8', 'robust-overfitting @15'])
  })

  it('goes on after a resume as if it had never stopped', () => {
    for (const epochs of [slow, collapse]) {
      const whole = watch(epochs)
      for (let from = 1; from < epochs.length; from++) {
        const before = watch(epochs.slice(0, from))
        const rest = watch(epochs.slice(from), { from, resumed: structuredClone(before.state) })
        expect([...before.told, ...rest.told]).toEqual(whole.told)
        expect(rest.state).toEqual(whole.state)
      }
    }
  })
})
