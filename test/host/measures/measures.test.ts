import { describe, expect, it } from 'vitest'
import type { Calibration, MethodChoice, RunConfigInput } from '../../../src-main/contract/index.ts'
import { imagenetC } from '../../../src-main/core/corruptions/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { readCalibrations } from '../../../src-main/host/measures/calibrations.ts'
import { readClassAccuracies } from '../../../src-main/host/measures/class-accuracies.ts'
import { measureCorruptions } from '../../../src-main/host/measures/corruptions.ts'
import { measureEffectiveRobustness } from '../../../src-main/host/measures/effective-robustness.ts'
import { measureSummaries } from '../../../src-main/host/measures/summaries.ts'
import { resolveCondition } from '../../../src-main/host/services/conditions.ts'
import type { StoredDataset } from '../../../src-main/store/datasets.ts'
import type { Store } from '../../../src-main/store/store.ts'
import { insertCheckpoint, insertFinished, insertRun, shapesDataset } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const images = 40
const contextOf = (store: Store): HostContext => ({ store }) as HostContext
/** Right on its first images: so that errors are nested, and every figure can be told by hand. */
const first = (count: number) => (image: number) => image < count
const corrupted = (id: string, severity: number): MethodChoice => ({ id, params: { severity } })

/** A run that is right on `clean` images of 40, and on one less for every severity of these corruptions. */
function insertMeasured(store: Store, run: string, clean: number, types: readonly string[]): void {
  store.transaction(() => insertAll(store, run, clean, types))
}

function insertAll(store: Store, run: string, clean: number, types: readonly string[]): void {
  insertRun(store, run)
  const checkpoint = insertCheckpoint(store, { run, kind: 'last', epoch: 3 })
  insertFinished(store, { run, checkpoint, n: images, isRight: first(clean) })
  for (const id of types) {
    for (let severity = 1; severity <= 5; severity++) {
      const condition = corrupted(id, severity)
      insertFinished(store, { run, checkpoint, condition, n: images, isRight: first(clean - 2 * severity) })
    }
  }
}

const figures = { n: 40, ece: 0.1, mce: 0.2, brier: 0.3, nll: 0.4, bins: [{ n: 40, confidence: 0.9, accuracy: 0.8 }] }
const calibration: Calibration = {
  all: figures,
  intervals: { ece: [0.05, 0.15], brier: null, nll: null },
  scaled: { temperature: 1.5, before: figures, after: figures },
}

describe('measureCorruptions', () => {
  it('means over types and severities, against a baseline that is named, with intervals', async () => {
    const store = temporaryStore()
    const all = imagenetC.map(({ id }) => id)
    insertMeasured(store, 'base', 20, all)
    insertMeasured(store, 'robust', 30, all)
    const [base, robust] = await measureCorruptions(contextOf(store), ['base', 'robust'], { baseline: 'base' })
    // Wrong on 20 of 40 clean, and on 22 … 30: 26 on average.
    expect(base).toMatchObject({ measured: 15, n: 40, compared: 15, sharedN: 40, checkpoint: null })
    expect(base?.meanError?.value).toBeCloseTo(26 / 40, 12)
    expect(base?.mce?.value).toBeCloseTo(1, 12)
    expect(base?.relativeMce?.value).toBeCloseTo(1, 12)
    expect(base?.retained?.value).toBeCloseTo(14 / 20, 12)
    // Wrong on 10 clean, and on 12 … 20.
    expect(robust?.meanError?.value).toBeCloseTo(16 / 40, 12)
    expect(robust?.mce?.value).toBeCloseTo(16 / 26, 12)
    expect(robust?.relativeMce?.value).toBeCloseTo(1, 12)
    expect(robust?.types[0]).toMatchObject({ id: 'gaussian-noise-c', severities: [0.3, 0.35, 0.4, 0.45, 0.5] })
    expect(robust?.types[0]?.ce).toBeCloseTo(16 / 26, 12)
    const [low, high] = robust?.mce?.interval ?? [0, 0]
    expect(low).toBeLessThan(16 / 26)
    expect(high).toBeGreaterThan(16 / 26)
  })

  it('counts only types with all severities, and compares over those of both', async () => {
    const store = temporaryStore()
    insertMeasured(store, 'base', 20, ['fog', 'snow'])
    insertMeasured(store, 'other', 30, ['fog', 'frost'])
    insertFinished(store, { run: 'other', checkpoint: 2, condition: corrupted('snow', 1), n: images })
    const [other] = await measureCorruptions(contextOf(store), ['other'], { baseline: 'base' })
    expect(other).toMatchObject({ measured: 2, compared: 1 })
    const types = new Map(other?.types.map((type) => [type.id, type]))
    expect(types.get('snow')).toMatchObject({ severities: [0, null, null, null, null], ce: null })
    expect(types.get('frost')).toMatchObject({ ce: null })
    expect(types.get('fog')?.ce).toBeCloseTo(16 / 26, 12)
  })

  it('lets no glance at few images shrink its means', async () => {
    const store = temporaryStore()
    for (const run of ['base', 'robust']) {
      insertMeasured(store, run, run === 'base' ? 20 : 30, ['fog', 'snow'])
      const checkpoint = store.checkpoints.keptOfKind(run, 'last')?.id ?? null
      for (let severity = 1; severity <= 5; severity++) {
        insertFinished(store, { run, checkpoint, condition: corrupted('frost', severity), n: 3 })
      }
    }
    const [, robust] = await measureCorruptions(contextOf(store), ['base', 'robust'], { baseline: 'base' })
    expect(robust).toMatchObject({ measured: 2, n: 40, compared: 2, sharedN: 40 })
    expect(robust?.types.find(({ id }) => id === 'frost')).toMatchObject({ severities: [0, 0, 0, 0, 0], ce: null })
    expect(robust?.mce?.value).toBeCloseTo(16 / 26, 12)
  })

  it('counts a clean evaluation of fewer images for what rests on it alone', async () => {
    const store = temporaryStore()
    for (const run of ['base', 'robust']) {
      insertRun(store, run)
      const checkpoint = insertCheckpoint(store, { run, kind: 'last', epoch: 3 })
      insertFinished(store, { run, checkpoint, n: 10, isRight: first(8) })
      for (let severity = 1; severity <= 5; severity++) {
        const isRight = first(run === 'base' ? 4 : 6)
        insertFinished(store, { run, checkpoint, condition: corrupted('fog', severity), n: images, isRight })
      }
    }
    const [, robust] = await measureCorruptions(contextOf(store), ['base', 'robust'], { baseline: 'base' })
    expect(robust).toMatchObject({ n: 40, retainedN: 10, sharedN: 40, relativeN: 10 })
    expect(robust?.meanError?.value).toBeCloseTo(34 / 40, 12)
    expect(robust?.retained?.value).toBeCloseTo(6 / 8, 12)
    expect(robust?.mce?.value).toBeCloseTo(34 / 36, 12)
    // Of ten images 4 against 2 more errors than the clean one; base 6 against 2.
    expect(robust?.relativeMce?.value).toBeCloseTo(2 / 4, 12)
  })

  it('is nothing where nothing was corrupted', async () => {
    const store = temporaryStore()
    insertMeasured(store, 'base', 20, [])
    const [base] = await measureCorruptions(contextOf(store), ['base'], { baseline: null })
    expect(base).toMatchObject({ measured: 0, compared: 0, meanError: null, retained: null, mce: null })
  })
})

describe('measureEffectiveRobustness', () => {
  it('is what stands above the line of the runs that it is fitted to', async () => {
    const store = temporaryStore()
    insertMeasured(store, 'weak', 16, ['fog'])
    insertMeasured(store, 'strong', 32, ['fog'])
    insertMeasured(store, 'robust', 24, [])
    insertFinished(store, {
      run: 'robust',
      checkpoint: 3,
      condition: corrupted('fog', 5),
      n: images,
      isRight: first(24),
    })
    const asked = { runs: ['weak', 'strong', 'robust'], fit: ['weak', 'strong'], baseline: 'weak' }
    const context = contextOf(store)
    const { line, rows, conditions } = await measureEffectiveRobustness(context, {
      ...asked,
      condition: 'fog:severity=5',
    })
    expect(conditions).toContain('fog:severity=5')
    expect(line?.through.map(({ run, clean }) => [run, clean])).toEqual([
      ['weak', 0.4],
      ['strong', 0.8],
    ])
    const [weak, strong, robust] = rows
    // The line goes through both.
    expect(weak?.effective?.value).toBeCloseTo(0, 12)
    expect(strong?.effective?.value).toBeCloseTo(0, 12)
    expect(weak).toMatchObject({ isFitted: true, relative: null })
    // logit(16/40) → logit(6/40), logit(32/40) → logit(22/40), at logit(24/40).
    const logit = (p: number): number => Math.log(p / (1 - p))
    const slope = (logit(22 / 40) - logit(6 / 40)) / (logit(32 / 40) - logit(16 / 40))
    const expected = 1 / (1 + Math.exp(-(logit(6 / 40) + slope * (logit(24 / 40) - logit(16 / 40)))))
    expect(robust?.effective?.value).toBeCloseTo(24 / 40 - expected, 12)
    expect(robust).toMatchObject({ isFitted: false, clean: { correct: 24, n: 40 } })
    expect(robust?.relative?.value).toBeCloseTo(18 / 40, 12)
  })

  it('has no line of one run, and says which shifts there are', async () => {
    const store = temporaryStore()
    insertMeasured(store, 'weak', 20, ['fog'])
    const asked = { runs: ['weak'], fit: ['weak'], baseline: null, condition: null }
    const measured = await measureEffectiveRobustness(contextOf(store), asked)
    expect(measured).toMatchObject({
      condition: 'fog:severity=1',
      line: null,
      rows: [{ run: 'weak', effective: null }],
    })
  })
})

describe('the line of effective robustness', () => {
  const insertClean = (store: Store, id: string, right: number, ...given: [RunConfigInput?, StoredDataset?]): void => {
    insertRun(store, id, ...given)
    const checkpoint = insertCheckpoint(store, { run: id, kind: 'last', epoch: 3 })
    insertFinished(store, { run: id, checkpoint, n: images, isRight: first(right) })
    for (const condition of [corrupted('fog', 1), corrupted('gaussian-noise-c', 1)]) {
      insertFinished(store, { run: id, checkpoint, condition, n: images, isRight: first(right - 4) })
    }
  }
  const forkOf = (run: string) => ({
    ...{ run, checkpoint: 1, epoch: 1, keepsProgress: false, keepsSchedule: false, keepsPlace: false },
    ...{ path: 'origin.safetensors', bytes: 4 },
  })
  const dataset = { id: 'shapes' }

  it('goes through runs that nothing made robust to the shift, however they came to be', async () => {
    const store = temporaryStore()
    insertClean(store, 'plain', 20)
    insertClean(store, 'noisy', 24, { dataset, augmentations: ['gaussian-noise'] })
    insertClean(store, 'adversarial', 26, { dataset, objective: 'adversarial-training' })
    insertClean(store, 'fork', 28)
    store.origins.insert('fork', forkOf('plain'))
    insertClean(store, 'robust-fork', 30)
    store.origins.insert('robust-fork', forkOf('adversarial'))
    insertClean(store, 'orphan', 32)
    store.origins.insert('orphan', forkOf('gone'))
    const asked = { runs: ['plain', 'noisy'], fit: null, baseline: null }
    const fitUnder = async (condition: string): Promise<string[]> =>
      (await measureEffectiveRobustness(contextOf(store), { ...asked, condition })).fit.toSorted()
    expect(await fitUnder('fog:severity=1')).toEqual(['fork', 'noisy', 'plain'])
    expect(await fitUnder('gaussian-noise-c:severity=1')).toEqual(['fork', 'plain'])
  })

  it('is of one dataset, and says nothing of runs on others', async () => {
    const store = temporaryStore()
    const others = { ...shapesDataset, id: 'shapes-2', title: 'More shapes', folder: 'datasets/shapes-2' }
    insertClean(store, 'weak', 16)
    insertClean(store, 'strong', 32)
    insertClean(store, 'other', 24, { dataset }, { ...others, fingerprint: 'e'.repeat(64) })
    const asked = { runs: ['strong', 'other'], baseline: null, condition: 'fog:severity=1' }
    const context = contextOf(store)
    const { rows } = await measureEffectiveRobustness(context, { ...asked, fit: null })
    expect(rows[0]?.effective?.value).toBeCloseTo(0, 12)
    expect(rows[1]).toMatchObject({ run: 'other', effective: null })
    await expect(measureEffectiveRobustness(context, { ...asked, fit: ['weak', 'other'] })).rejects.toThrow(
      /"weak" was trained on Shapes and "other" was trained on More shapes/,
    )
  })
})

describe('measureSummaries', () => {
  it('counts an attack over the images that were right, and gaps of both splits', () => {
    const store = temporaryStore()
    insertMeasured(store, 'run', 20, [])
    const checkpoint = 1
    const condition = resolveCondition({ id: 'fgsm', params: {} })
    insertFinished(store, { run: 'run', checkpoint, condition, n: images, isRight: first(5) })
    const clean = { id: 'clean', params: {} }
    const trained = store.evaluations.insert({
      run: 'run',
      checkpoint,
      split: 'train',
      condition: clean,
      n: 80,
      createdAt: 0,
    })
    store.evaluations.finish(trained.id, { n: 80, correct: 60, correctTop5: 0, meanLoss: 1, seconds: 1 })
    const [summary] = measureSummaries(contextOf(store), ['run'])
    expect(summary?.accuracies[0]).toMatchObject({
      condition: 'clean',
      top1: { correct: 20, n: 40 },
      top5: { correct: 0 },
    })
    expect(summary?.attackSuccess).toMatchObject([{ success: { value: 0.75, correct: 15, n: 20 } }])
    expect(summary?.gap).toMatchObject({
      difference: 0.25,
      from: 'evaluations',
      train: { n: 80 },
      validation: { n: 40 },
    })
    expect(summary).toMatchObject({ robustGap: null, robustOverfitting: null, attack: null })
  })

  it('takes no gap from images that training left out', () => {
    const store = temporaryStore()
    insertRun(store, 'part', { dataset: { id: 'shapes', imagesPerClass: 2 } })
    const checkpoint = insertCheckpoint(store, { run: 'part', kind: 'last', epoch: 3 })
    insertFinished(store, { run: 'part', checkpoint, n: images, isRight: first(20) })
    const clean = { id: 'clean', params: {} }
    const asked = { run: 'part', checkpoint, split: 'train' as const, condition: clean, n: 80, createdAt: 0 }
    const { id } = store.evaluations.insert(asked)
    store.evaluations.finish(id, { n: 80, correct: 60, correctTop5: 0, meanLoss: 1, seconds: 1 })
    expect(measureSummaries(contextOf(store), ['part'])[0]).toMatchObject({ gap: null })
    store.metricSummaries.put('part', [
      { name: 'train-accuracy', step: 30, epoch: 3, value: 0.875 },
      { name: 'validation-accuracy', step: 30, epoch: 3, value: 0.5 },
    ])
    // The monitor looks at all of the 2 · 8 images that take part, and at all 40 of validation.
    expect(measureSummaries(contextOf(store), ['part'])[0]?.gap).toMatchObject({
      ...{ difference: 0.375, from: 'monitor' },
      ...{ train: { correct: 14, n: 16 }, validation: { correct: 20, n: 40 } },
    })
  })
})

describe('readCalibrations', () => {
  it('gives those of the conditions that are asked for; null of an evaluation from before', () => {
    const store = temporaryStore()
    insertMeasured(store, 'run', 20, ['fog'])
    store.calibrations.put(1, calibration)
    expect(readCalibrations(contextOf(store), ['run'], undefined)).toHaveLength(6)
    const rows = readCalibrations(contextOf(store), ['run'], ['clean', 'fog:severity=2', 'snow'])
    expect(rows).toMatchObject([
      { condition: 'clean', calibration, fittedTo: calibration.all.n - (calibration.scaled?.after.n ?? 0) },
      { condition: 'fog:severity=2', calibration: null, fittedTo: null },
    ])
    expect(store.calibrations.temperatureOf(1)).toBe(1.5)
    store.calibrations.remove(1)
    expect(store.calibrations.temperatureOf(1)).toBeNull()
  })
})

describe('readClassAccuracies', () => {
  it('is by true class', () => {
    const store = temporaryStore()
    insertMeasured(store, 'run', 20, [])
    const [row] = readClassAccuracies(contextOf(store), ['run'], 'clean')
    // All images of these rows are of class 0.
    expect(row?.classes).toHaveLength(8)
    expect(row?.classes[0]).toMatchObject({ value: 0.5, n: 40 })
    expect(row?.classes[1]).toBeNull()
    expect(row?.balanced).toBe(0.5)
  })
})
