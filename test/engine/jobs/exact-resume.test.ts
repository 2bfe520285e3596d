import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatMethod } from '../../../src-main/contract/method.ts'
import type { RunConfig, RunConfigInput } from '../../../src-main/contract/run-config.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { nothingSeen } from '../../../src-main/core/training/overfitting.ts'
import type { TrainingState } from '../../../src-main/core/training/state.ts'
import type { Backend } from '../../../src-main/engine/backends/start-backend.ts'
import { readCheckpoint, writeCheckpoint } from '../../../src-main/engine/checkpoint-files.ts'
import type { JobEvent } from '../../../src-main/engine/protocol.ts'
import { coverCatalog } from '../../support/catalog-cover.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { smallConfig, smallDataset } from '../../support/probe-context.ts'
import { afterStep, nothingRecorded, trainTo, type Recorded, type Stop } from '../../support/stopped-training.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

/** Four epochs, most of five steps, the last of four images; three blocks. */
const configOf = (changes: Partial<RunConfigInput>): RunConfig =>
  smallConfig({
    ...{ architecture: 'small-cnn:width=2,depth=2', batchSize: 9, epochs: 4, deterministic: true },
    monitor: { trainImages: 8, validationImages: 8 },
    ...changes,
  })

/** Asked to end in the midst of the second epoch; killed in the third, so that it goes back to the start of that. */
function stopsIn({ epochs }: RunConfig, { stepsTotal }: Recorded): Stop[] {
  const perEpoch = stepsTotal / epochs
  const half = Math.ceil(perEpoch / 2)
  return [afterStep(perEpoch + half, 'asked'), afterStep(2 * perEpoch + half, 'killed')]
}

let folder = ''
let datasetFolder = ''
let backend: Backend

/** Stopped at each of these places in turn, and resumed. */
async function train(config: RunConfig, where: readonly Stop[], recorded = nothingRecorded()): Promise<Recorded> {
  const place = { backend, datasetFolder, runFolder: mkdtempSync(join(folder, 'run-')) }
  for (const stop of where) await trainTo(stop, place, config, recorded)
  await trainTo(null, place, config, recorded)
  return recorded
}

/** Digests in place of files, whose places differ. */
const outcomeOf = ({ points, happened, files }: Recorded) => ({
  ...{ points, happened },
  digests: Object.fromEntries(Object.entries(files).map(([kind, { step, sha256 }]) => [`${kind} ${step}`, sha256])),
})

/** Trains at a stretch and with stops, and expects the same to the bit; what it leaves at the end. */
async function expectExact(config: RunConfig, where?: readonly Stop[]): Promise<TrainingState> {
  const whole = await train(config, [])
  expect(outcomeOf(await train(config, where ?? stopsIn(config, whole)))).toEqual(outcomeOf(whole))
  return stateOf(whole)
}

const network = networkOf(configOf({}).architecture, { shape: [16, 16, 3], classes: 3 })
const stateOf = ({ files }: Recorded): TrainingState => readCheckpoint(files.last?.path ?? '', network)
const isMoved = (values: Float32Array): boolean => values.some((value) => value !== 0)

describe('a run that is interrupted and resumed', () => {
  if (!hasTensorflow) return leaveOut('exact resume', 'TensorFlow is not prepared')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-resume-'))
    datasetFolder = await smallDataset(folder)
    backend = await useTensorflow()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const rows = coverCatalog().map((methods, n) => {
    const { objective, optimizer, schedule, freezing, augmentations } = methods
    const name = [objective, optimizer, schedule, freezing, ...augmentations].map(formatMethod).join(', ')
    return [name, methods, n] as const
  })
  it.each(rows)('ends with the same bits: %s', async (_name, methods, n) => {
    const config = configOf({
      ...methods,
      // In every second run; the others show that none of it is needed.
      ...(n % 2 === 0 && { warmupEpochs: 2.5, weightDecay: 0.01, weightDecayScope: 'all', clipGradientNorm: 0.5 }),
    })
    const { schedule, freezing, slots, carried } = await expectExact(config)
    // What a method remembers was at stake.
    const chosen = findMethod('schedules', config.schedule)
    const initial = chosen.method.initial(chosen.values)
    if (Object.keys(initial).length > 0) expect(schedule).not.toEqual(initial)
    const policy = findMethod('freezing', config.freezing)
    if (policy.method.observe) expect(Object.values(freezing.since).some((step) => step > 0)).toBe(true)
    const optimizer = findMethod('optimizers', config.optimizer)
    const names = optimizer.method.slots(optimizer.values)
    expect(names.filter((_, slot) => !slots.some((of) => isMoved(of[slot] ?? new Float32Array())))).toEqual([])
    expect(carried?.some(isMoved)).toBe(findMethod('objectives', config.objective).method.carries ? true : undefined)
  })

  it.each<[string, Partial<RunConfigInput>]>([
    [
      'random starts, an attack after every epoch and a part of the images',
      {
        objective:
          'adversarial-regularization:gradientNorm=infinity,stepSize=4/255,iterations=2,epsilon=6/255,randomInit=true',
        monitor: { trainImages: 8, validationImages: 8, attack: 'pgd:steps=2' },
        dataset: { id: 'shapes', imagesPerClass: 13 },
      },
    ],
    [
      'early stopping that restores the best epoch',
      { epochs: 9, earlyStopping: { monitor: 'validation-accuracy', minChange: 1, patience: 3 } },
    ],
    ['momentum that looks ahead, in bytes', { optimizer: 'sgd:nesterov=true', augmentations: ['random-flip'] }],
  ])('ends with the same bits: %s', async (_name, changes) => {
    await expectExact(configOf(changes))
  })

  it('ends with the same bits in bfloat16', async ({ skip }) => {
    const config = configOf({ precision: 'bfloat16', objective: 'adversarial-regularization' })
    try {
      backend.setNumerics(config)
    } catch (error) {
      skip((error as Error).message)
    }
    await expectExact(config)
  })

  it.each(['last', 'best'] as const)('keeps the best epoch where it died with the file “%s” untold', async (kind) => {
    const config = configOf({ epochs: 9, earlyStopping: { monitor: 'validation-accuracy', minChange: 1, patience: 2 } })
    const at = (event: JobEvent): boolean => event.kind === 'checkpoint' && event.file.kind === kind
    await expectExact(config, [{ how: 'killed', at }, afterStep(8, 'asked')])
  })

  /** Each part of the state as it is at the start. */
  const forgotten: Record<
    Exclude<keyof TrainingState, 'step' | 'epoch' | 'stepsPerEpoch'>,
    (state: TrainingState) => Partial<TrainingState>
  > = {
    weights: () => ({ weights: initialize(network, 5).weights }),
    statistics: () => ({ statistics: initialize(network, 5).statistics }),
    slots: ({ slots }) => ({ slots: slots.map((of) => of.map((slot) => new Float32Array(slot.length))) }),
    schedule: ({ schedule }) => ({ schedule: { ...schedule, factor: 1 } }),
    freezing: ({ freezing }) => ({ freezing: { ...freezing, since: { head: 0 }, memory: {} } }),
    epochLoss: () => ({ epochLoss: { sum: 0, images: 0 } }),
    earlyStopping: () => ({ earlyStopping: { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 0 } }),
    keeping: () => ({ keeping: { otherBest: null } }),
    overfitting: () => ({ overfitting: nothingSeen }),
    carried: ({ carried = [] }) => ({ carried: carried.map(({ length }) => new Float32Array(length)) }),
  }
  it('differs where any part of its state is forgotten', async () => {
    const config = configOf({
      objective: 'free-adversarial-training:repeats=1',
      optimizer: 'adam',
      schedule: 'plateau:patience=1,minChange=1',
      freezing: 'progressive:patience=1,minChange=1000',
      earlyStopping: { monitor: 'validation-accuracy', minChange: 1, patience: 9 },
      monitor: { trainImages: 8, validationImages: 8, attack: 'fgsm' },
    })
    const half = nothingRecorded()
    const runFolder = mkdtempSync(join(folder, 'run-'))
    await trainTo(afterStep(13, 'asked'), { backend, datasetFolder, runFolder }, config, half)
    const state = stateOf(half)
    const end = async (changes: Partial<TrainingState>) => {
      const last = writeCheckpoint(mkdtempSync(join(folder, 'half-')), 'last', network, { ...state, ...changes })
      return outcomeOf(await train(config, [], { ...structuredClone(half), files: { last } }))
    }
    const exact = await end({})
    for (const [part, forget] of Object.entries(forgotten)) expect(await end(forget(state)), part).not.toEqual(exact)
  })
})
