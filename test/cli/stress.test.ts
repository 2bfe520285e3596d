import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError, RunDetails, type CliLine } from '../../src-main/contract/cli.ts'
import { formatMethod, parseMethod } from '../../src-main/contract/method.ts'
import { Dataset, DatasetReport, type Run, type Evaluation, type MetricPoint } from '../../src-main/contract/index.ts'
import { networkOf } from '../../src-main/core/architectures/network-of.ts'
import { readCheckpoint } from '../../src-main/engine/checkpoint-files.ts'
import { isBuilt } from '../support/command-line.ts'
import { png, writeFiles } from '../support/images.ts'
import { leaveOut } from '../support/leave-out.ts'
import { linesOf, serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

/** Two that look alike, letters from right to left, one of seven code points, and what a terminal obeys. */
const names = [
  ...['e\u0301clair', '\u00e9clair', 'שלום', '\u202ekcatta', '👨‍👩‍👧', 'new\nline', '\u001b[31mred', 'x'.repeat(255)],
  ...['  spaces ', '__proto__', 'constructor', 'a "b" \'c\''],
]

const tiny = {
  dataset: { id: 'shapes', params: { classes: 3, size: 32, train: 24, validation: 16 } },
  architecture: 'small-cnn:width=2,depth=2',
  ...{ batchSize: 8, epochs: 2, monitor: { trainImages: 8, validationImages: 1000 } },
}
const conditions = ['clean', 'fgsm:epsilon=0', 'pgd:epsilon=0,steps=2', 'gaussian-noise:sigma=0']

let folder = ''
let workspace: ServedWorkspace
const at = (...parts: string[]): string => join(folder, ...parts)

/** So many images of a size in each of these folders. */
async function writeImages(name: string, folders: readonly string[], count: number, size = 32): Promise<string> {
  const images = await Promise.all(Array.from({ length: count }, (_, n) => png(n, size)))
  const files = folders.flatMap((path) => images.map((image, n) => [`${path}/${n}.png`, image] as const))
  return writeFiles(at(name), Object.fromEntries(files))
}
async function importImages(path: string): Promise<Dataset> {
  const { code, stdout } = await workspace.run('datasets', 'import', path, '--json')
  expect([path, code]).toEqual([path, 0])
  return Dataset.parse(JSON.parse(stdout))
}

describe('numbers under stress, through the command line', () => {
  if (!isBuilt) return leaveOut('numbers under stress', 'out/main/cli.cjs is not built')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-stress-'))
    workspace = await serveWorkspace(at('workspace'))
    writeFileSync(at('tiny.json'), JSON.stringify(tiny))
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('refuses in one sentence, before anything is computed, what can come to nothing', async () => {
    const settings: [string, string][] = [
      ['optimizer.params.learningRate=1e30', '"learningRate" of "sgd" must lie in [0, 1000]: got 1e+30.'],
      ['optimizer.params.learningRate=NaN', '"learningRate" of "sgd" must be a number: got "NaN".'],
      ['optimizer.params.learningRate=1e999', '"learningRate" of "sgd" must be a number: got "1e999".'],
      ['conditions=["fgsm:epsilon=-1"]', '"epsilon" of "fgsm" must lie in [0, 1] in pixel units: got -1.'],
      ['dataset.params.classes=1', '"classes" of "shapes" must lie in [2, 8]: got 1.'],
      ['architecture=small-cnn:depth=6', 'an input of 1×1 is smaller than its 2×2.'],
    ]
    for (const [setting, message] of settings) {
      const { code, stdout } = await workspace.run('run', at('tiny.json'), '--set', setting, '--json')
      expect([setting, code, readError(stdout)]).toEqual([setting, 2, expect.stringContaining(message)])
    }
    const folders: [string, string][] = [
      [await writeImages('one', ['cat'], 1), 'has one class. A classifier needs two or more.'],
      [await writeImages('pair', ['cat', 'dog'], 1), 'has no validation images.'],
    ]
    for (const [path, message] of folders) {
      const { code, stdout } = await workspace.run('datasets', 'import', path, '--json')
      expect([path, code, readError(stdout)]).toEqual([path, 1, expect.stringContaining(message)])
    }
    expect(JSON.parse((await workspace.run('runs', '--json')).stdout)).toEqual([])
  })

  it('keeps the names of classes to the letter, and shows them without obeying them', async () => {
    const { classes } = await importImages(await writeImages('names', names, 5))
    expect(classes.map(({ name }) => name)).toEqual(names.toSorted())
    const { code, stdout } = await workspace.run('datasets', 'check', at('names'))
    expect(code).toBe(0)
    expect(stdout).toContain(String.raw`12: \u{1b}[31mred,   spaces , __proto__, a "b" 'c', constructor, `)
    expect(stdout).not.toContain('\u001b')
  })

  it('says which class has no validation images', async () => {
    await writeImages('missing/train', ['a', 'b'], 6)
    const path = join(await writeImages('missing/val', ['a'], 3), '..')
    const checked = await workspace.run('datasets', 'check', path, '--json')
    expect(DatasetReport.parse(JSON.parse(checked.stdout)).warnings).toEqual(['"val" has no images of: b.'])
    expect((await workspace.run('datasets', 'import', path)).stdout).toMatch(/^"val" has no images of: b\.$/m)
  })

  it('trains and measures what is extreme to finite figures, and stops where they end', async () => {
    const thousand = Array.from({ length: 1000 }, (_, n) => `class ${String(n).padStart(3, '0')}`)
    const imported = async (path: string) => ({ id: 'image-folder', imported: (await importImages(path)).id })
    const shapes = (params: Record<string, number>) => ({ id: 'shapes', params: { ...tiny.dataset.params, ...params } })
    const runs = [
      {
        ...{ name: 'exploding', epochs: 20, optimizer: 'sgd:learningRate=1000,momentum=0' },
        ...{ weightDecay: 1, weightDecayScope: 'all' },
      },
      { name: 'huge steps', optimizer: 'adam:learningRate=1000' },
      { name: 'steps of nothing', clipGradientNorm: 1e-30, objective: 'adversarial-regularization:stepSize=0' },
      { name: 'one batch', batchSize: 65_536 },
      { name: 'one image', dataset: await imported(await lone()), batchSize: 1, epochs: 1 },
      { name: 'two classes', dataset: shapes({ classes: 2 }) },
      {
        name: 'a thousand classes',
        dataset: await imported(await writeImages('thousand', thousand, 2)),
        batchSize: 64,
      },
      { name: '600 pixels', dataset: await imported(await writeImages('large', ['a', 'b'], 3, 600)), batchSize: 2 },
      { name: 'a class without validation', dataset: await imported(at('missing')) },
      { name: 'names', dataset: await imported(at('names')) },
    ]
    writeFileSync(at('extremes.json'), JSON.stringify({ name: 'extremes', base: tiny, runs, conditions }))
    const result = await workspace.run('run', at('extremes.json'), '--json')
    expect(result.code).toBe(1)
    // Each line was read by its schema, which takes no number that is not finite.
    const told = endOf(linesOf(result))
    expect(Object.fromEntries(told.runs.map(({ name, state }) => [name, state]))).toEqual(
      Object.fromEntries(runs.map(({ name }) => [name, name === 'exploding' ? 'failed' : 'done'])),
    )
    for (const run of told.runs.filter(({ state }) => state === 'done')) {
      const evaluations = told.evaluations.filter((evaluation) => evaluation.run === run.id)
      expectSensible(run, evaluations, told.points.get(run.id) ?? [])
    }
    const named = (name: string): Run => told.runs.find((run) => run.name === name) as Run
    expect(named('one batch')).toMatchObject({ stepsTotal: 2, step: 2 })
    expect(named('one image')).toMatchObject({ stepsTotal: 2, step: 2 })
    expect(named('two classes').latest['validation-loss']).toBeCloseTo(Math.log(2), 0)
    expect(named('a thousand classes').latest['validation-loss']).toBeCloseTo(Math.log(1000), 0)

    const shown = await workspace.run('show', 'exploding', '--json')
    const { reason, checkpoints, evaluations } = RunDetails.parse(JSON.parse(shown.stdout))
    const [, stopped] =
      /^Training stopped at step (\d+): .+ was not a finite number\. .*lower learning rate/.exec(reason ?? '') ?? []
    expect(Number(stopped)).toBeGreaterThan(checkpoints[0]?.step ?? Infinity)
    expect(evaluations.map(({ state }) => state)).toEqual(conditions.map(() => 'cancelled'))
    const network = networkOf(parseMethod(tiny.architecture), { shape: [32, 32, 3], classes: 3 })
    const { weights, statistics, slots } = readCheckpoint(at('workspace', checkpoints[0]?.path ?? ''), network)
    for (const values of [...weights, ...statistics, ...slots.flat()]) expect(values.every(Number.isFinite)).toBe(true)
  }, 180_000)
})

/** Two classes of one training image each, and one image of validation. */
async function lone(): Promise<string> {
  await writeImages('lone/train', ['a', 'b'], 1)
  return join(await writeImages('lone/val', ['b'], 1), '..')
}

const readError = (stdout: string): string => CliError.parse(JSON.parse(stdout.split('\n').at(-1) ?? '')).error.message

/** How runs and evaluations ended, and all points that came. */
function endOf(lines: readonly CliLine[]) {
  const runs = new Map<string, Run>()
  const evaluations = new Map<string, Evaluation>()
  const points = new Map<string, MetricPoint[]>()
  for (const line of lines) {
    if (line.type === 'run') runs.set(line.run.id, line.run)
    if (line.type === 'evaluation') evaluations.set(line.evaluation.id, line.evaluation)
    if (line.type === 'points') points.set(line.run, [...(points.get(line.run) ?? []), ...line.points])
  }
  return { runs: [...runs.values()], evaluations: [...evaluations.values()], points }
}

function expectSensible(run: Run, evaluations: readonly Evaluation[], points: readonly MetricPoint[]): void {
  const wrong = points.filter(({ name, value }) => {
    if (name.endsWith('gap')) return Math.abs(value) > 1
    return value < 0 || (name.endsWith('accuracy') && value > 1)
  })
  expect([run.name, wrong]).toEqual([run.name, []])
  expect(points.filter(({ name }) => name === 'loss')).toHaveLength(run.step)

  const [clean, ...others] = conditions.map((text) =>
    evaluations.find(({ condition }) => formatMethod(condition) === text),
  )
  expect([run.name, clean?.state, clean?.correct]).toEqual([run.name, 'done', expect.any(Number)])
  // An attack or a noise of no strength changes nothing.
  for (const other of others) {
    expect([run.name, other?.condition.id, other?.correct]).toEqual([run.name, other?.condition.id, clean?.correct])
    expect((other?.meanLoss ?? 0) / (clean?.meanLoss ?? 0)).toBeCloseTo(1, 4)
  }
}
