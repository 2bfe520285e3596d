import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation, TransferMatrix, TransferQuestionInput } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { fakeEngine, programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const base = {
  dataset: { id: 'shapes', params: { size: 16, train: 64, validation: 70, classes: 3 } },
  architecture: 'small-cnn:width=8,depth=2',
  epochs: 2,
  batchSize: 16,
  monitor: { trainImages: 16, validationImages: 16 },
}

describe('the transfer matrix', () => {
  if (!existsSync(engineEntry)) return leaveOut('the transfer matrix', 'out/main/engine.cjs is not built')

  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let runs: string[] = []
  let evaluations: Evaluation[] = []

  const open = async (entry = engineEntry): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry: entry, settingsFile, checksReplies: true })
  }
  const asked = (more: Partial<TransferQuestionInput> = {}): TransferQuestionInput => ({
    models: runs.map((run) => ({ run })),
    condition: 'fgsm:epsilon=8/255',
    images: null,
    ...more,
  })
  const compute = (more: Partial<TransferQuestionInput> = {}, task = 'transfer'): Promise<TransferMatrix> =>
    host.client.transfers.compute({ ...asked(more), task })
  const find = (run: string | undefined, condition: string): Evaluation =>
    evaluations.find((it) => it.run === run && it.condition.id === condition) as Evaluation
  const seenOf = ({ cells }: TransferMatrix): number[] => cells.flat().map(({ seen }) => seen)

  beforeAll(async () => {
    await open()
    const experiment = await host.client.experiments.launch({
      base,
      runs: [{ name: 'one' }, { name: 'other', seed: 5 }],
      conditions: ['clean', 'fgsm:epsilon=8/255'],
    })
    runs = experiment.runs
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('keeps what was computed of fewer images, and of a task that is cancelled', async () => {
    const condition = 'pgd:steps=3'
    const few = await compute({ condition, images: 40 })
    expect([few.images, few.isComplete, ...seenOf(few)]).toEqual([40, true, 40, 40, 40, 40])
    const begun = await host.client.transfers.matrix(asked({ condition }))
    expect([begun.images, begun.isComplete, ...seenOf(begun)]).toEqual([70, false, 40, 40, 40, 40])

    const stop = host.bus.subscribe('system.progress', () => void host.client.tasks.cancel({ task: 'cut' }))
    await expect(compute({ condition }, 'cut')).rejects.toMatchObject({ code: 'cancelled' })
    stop()
    const whole = await compute({ condition })
    expect([whole.isComplete, ...seenOf(whole)]).toEqual([true, 70, 70, 70, 70])
  })

  it('is computed once for all who ask for it, and goes on when one of them is cancelled', async () => {
    const told: Record<string, number> = {}
    const stop = host.client.system.on('progress', ({ subject, done }) => {
      told[subject] = Math.max(told[subject] ?? 0, done)
      if (subject === 'first' && done > 0) void host.client.tasks.cancel({ task: 'first' })
    })
    const condition = 'pgd:steps=2'
    const [first, second] = await Promise.allSettled(['first', 'second'].map((task) => compute({ condition }, task)))
    stop()
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    expect(second).toMatchObject({ status: 'fulfilled', value: { isComplete: true } })
    expect(told['first']).toBeLessThan(told['second'] ?? 0)
    expect(Object.keys(told)).toEqual(['first', 'second'])
  })

  it('is white-box on its diagonal: what the evaluations say', async () => {
    const { cells, models } = await compute()
    expect(models.map(({ run, which }) => [run, which])).toEqual(runs.map((run) => [run, null]))
    for (const [at, run] of runs.entries()) {
      const [clean, attacked] = [find(run, 'clean'), find(run, 'fgsm')]
      const { broken } = await host.client.evaluations.flips({ first: clean.id, second: attacked.id })
      const { both, target } = cells[at]?.[at] ?? {}
      expect(both).toMatchObject({ n: clean.correct, fooled: broken })
      expect(target).toEqual(both)
    }
  })

  it('tells its denominators, and fools other models less than their own', async () => {
    const { cells } = await compute()
    const [one, other] = runs
    const flips = await host.client.evaluations.flips({ first: find(one, 'clean').id, second: find(other, 'clean').id })
    const [there, back, own] = [cells[0]?.[1], cells[1]?.[0], cells[1]?.[1]]
    expect([there?.both.n, back?.both.n]).toEqual([flips.bothRight, flips.bothRight])
    expect(there?.target.n).toBe(find(other, 'clean').correct)
    expect(there?.target.fooled).toBeLessThanOrEqual(own?.target.fooled ?? 0)
    for (const { n, fooled, rate, interval } of [there?.both, there?.target].flatMap((it) => it ?? [])) {
      expect(rate).toBe(fooled / n)
      expect(interval[0]).toBeLessThanOrEqual(rate ?? -1)
      expect(interval[1]).toBeGreaterThanOrEqual(rate ?? 2)
    }
  })

  it('is there after a restart, with no engine, and for other sets of the same runs', async () => {
    const found = await compute()
    await open(fakeEngine)
    expect(await host.client.transfers.matrix(asked())).toEqual(found)
    expect(await compute()).toEqual(found)
    const [, second] = asked().models
    const alone = await host.client.transfers.matrix(asked({ models: [second as { run: string }] }))
    expect(alone.cells).toEqual([[found.cells[1]?.[1]]])
    await open()
  })

  it('refuses what does not transfer, and models of other images', async () => {
    await expect(compute({ condition: 'gaussian-noise' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'Only attacks transfer from model to model: "gaussian-noise" is none.',
    })
    await expect(compute({ models: [{ run: runs[0] ?? '', checkpoint: 999 }] })).rejects.toMatchObject({
      code: 'not-found',
    })
    const { runs: others } = await host.client.experiments.launch({
      base: { ...base, dataset: { id: 'shapes', params: { ...base.dataset.params, validation: 20 } }, epochs: 1 },
      runs: [{ name: 'stranger' }],
    })
    await untilEvaluated(host, ...others)
    const models = [...runs, ...others].map((run) => ({ run }))
    await expect(compute({ models })).rejects.toMatchObject({
      code: 'invalid-input',
      hint: 'Choose runs of one dataset.',
    })
  })
})
