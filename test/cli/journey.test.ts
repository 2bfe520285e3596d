import { writeFileSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CliError, CliLine, RunDetails } from '../../src-main/contract/cli.ts'
import { Comparison, Run, type RunState } from '../../src-main/contract/index.ts'
import { isBuilt, runCommand } from '../support/command-line.ts'

if (!isBuilt) console.log('SKIPPED cli journey: out/main/cli.cjs is not built (npm run build)')

const tiny = {
  dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 64, validation: 32 } },
  architecture: 'small-cnn:width=4,depth=2',
  batchSize: 16,
  backend: 'javascript',
}
const pair = {
  name: 'pair',
  base: { ...tiny, epochs: 1 },
  runs: [
    { name: 'base' },
    {
      name: 'adversarial',
      objective: 'adversarial-regularization:multiplier=1,gradientNorm=infinity,stepSize=4/255',
    },
  ],
  conditions: ['clean', 'training-attack'],
}

let folder = ''
const at = (name: string): string => join(folder, name)
const run = (...args: string[]) => runCommand([...args, '--workspace', at('workspace')])
const readLines = (stdout: string): CliLine[] => stdout.split('\n').map((line) => CliLine.parse(JSON.parse(line)))
const readError = (stdout: string): CliError['error'] =>
  CliError.parse(JSON.parse(stdout.split('\n').at(-1) ?? '')).error

describe.skipIf(!isBuilt)('the command line', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-cli-'))
    writeFileSync(at('pair.json'), JSON.stringify(pair))
    writeFileSync(at('long.json'), JSON.stringify({ ...tiny, epochs: 500, conditions: ['clean'] }))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('trains, evaluates and compares an experiment, and says so to a person', async () => {
    const { code, stdout, stderr } = await run('run', at('pair.json'))
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('base  epoch 1/1')
    expect(stdout).toMatch(/^condition +base +adversarial +difference +McNemar$/m)
    expect(stdout).toMatch(/^clean +\d/m)
    expect(stdout).toMatch(/^adversarial-neighbor:.*stepSize=4\/255 .* p [=<] /m)
    expect(stdout).not.toContain('\u001b')
  })

  it('lists and shows runs, and compares them, as JSON', async () => {
    const runs = z.array(Run).parse(JSON.parse((await run('runs', '--json')).stdout))
    expect(runs.map(({ name, state }) => [name, state])).toEqual([
      ['adversarial', 'done'],
      ['base', 'done'],
    ])
    const shown = RunDetails.parse(JSON.parse((await run('show', 'base', '--json')).stdout))
    expect(shown).toMatchObject({ name: 'base', epoch: 1, step: 4 })
    expect(shown.evaluations).toHaveLength(2)

    const { rows, pairs } = Comparison.parse(JSON.parse((await run('compare', 'base', 'adversarial', '--json')).stdout))
    expect(rows).toHaveLength(4)
    for (const { correct, n, accuracy, interval } of rows) {
      expect(n).toBe(32)
      expect(accuracy).toBeCloseTo(correct / n, 12)
      expect(interval[0]).toBeLessThanOrEqual(accuracy)
      expect(interval[1]).toBeGreaterThanOrEqual(accuracy)
    }
    const [base, adversarial] = rows
    expect(pairs).toHaveLength(2)
    expect(pairs[0]?.fixed).toBe((adversarial?.correct ?? 0) - (base?.correct ?? 0) + (pairs[0]?.broken ?? 0))
  })

  it('evaluates a run under another condition in JSON lines that end with the comparison', async () => {
    const { code, stdout } = await run('evaluate', 'base', '--condition', 'gaussian-noise:sigma=0.2', '--json')
    expect(code).toBe(0)
    const lines = readLines(stdout)
    const done = lines.filter((line) => line.type === 'evaluation' && line.evaluation.state === 'done')
    expect(done).toHaveLength(1)
    const last = lines.at(-1)
    expect(last?.type === 'comparison' && last.comparison.rows.map(({ condition }) => condition)).toContain(
      'gaussian-noise:sigma=0.2',
    )
  })

  it('leaves a run resumable at Ctrl-C, and goes on with it', async () => {
    let isPressed = false
    const cancelled = await runCommand(
      ['run', at('long.json'), '--json', '--workspace', at('workspace')],
      (text, press) => {
        const line = CliLine.parse(JSON.parse(text))
        if (isPressed || line.type !== 'progress') return
        isPressed = true
        press()
      },
    )
    expect(cancelled.code).toBe(130)
    const stopped = await latest()
    expect(stopped).toMatchObject({ name: 'long', state: 'cancelled' satisfies RunState, isResumable: true })
    expect(stopped.step).toBeGreaterThan(0)

    let firstStep = 0
    isPressed = false
    const resumed = await runCommand(['resume', 'latest', '--json', '--workspace', at('workspace')], (text, press) => {
      const line = CliLine.parse(JSON.parse(text))
      if (isPressed || line.type !== 'progress') return
      firstStep = line.progress.done
      isPressed = true
      press()
    })
    expect(resumed.code).toBe(130)
    expect(firstStep).toBeGreaterThan(stopped.step)
    expect((await latest()).step).toBeGreaterThanOrEqual(firstStep)
  })

  async function latest(): Promise<Run> {
    return Run.parse(JSON.parse((await run('show', 'latest', '--json')).stdout))
  }

  it('ends with 2 and the nearest name where something is called what it is not', async () => {
    const cases: [string[], string][] = [
      [['rn'], 'Did you mean run?'],
      [['show', 'bsae'], 'Did you mean "base"?'],
      [['run', 'smaple'], 'Did you mean "sample"?'],
      [['run', 'sample', '--set', 'epcohs=3'], 'Did you mean "epochs"?'],
      [['run', at('pair.json'), '--set', 'architecture=small-cn'], 'Did you mean "small-cnn"?'],
      [['evaluate', 'base', '--condition', 'fgms'], 'Did you mean "fgsm"?'],
      [['evaluate', 'base', '--condition', 'fgsm:epsilon=8'], 'Did you mean 8/255?'],
      [['catalog', 'fgms'], 'Did you mean "fgsm"?'],
    ]
    for (const [args, hint] of cases) {
      const asJson = await run(...args, '--json')
      expect([args, asJson.code]).toEqual([args, 2])
      expect(readError(asJson.stdout).hint).toContain(hint)
    }
    const told = await run('show', 'bsae')
    expect(told.code).toBe(2)
    expect(told.stdout).toBe('')
    expect(told.stderr).toMatch(/^Error: There is no run "bsae"\.\nDid you mean "base"\?/)
    expect((await run('evaluate')).code).toBe(2)
  })

  it('ends with 1 where it fails', async () => {
    const missing = await run('run', 'tiny-imagenet-base', '--json')
    expect(missing.code).toBe(1)
    expect(readError(missing.stdout)).toMatchObject({ code: 'not-found', hint: expect.stringContaining('import') })
    expect((await run('datasets', 'check', at('pair.json'), '--json')).code).toBe(1)
  })

  it('answers from the catalog, the presets and the doctor without a workspace', async () => {
    const attacks = z
      .array(z.object({ id: z.string() }))
      .parse(JSON.parse((await run('catalog', 'attacks', '--json')).stdout))
    expect(attacks.map(({ id }) => id)).toEqual(expect.arrayContaining(['fgsm', 'pgd']))
    const presets = z.array(z.object({ id: z.string() })).parse(JSON.parse((await run('presets', '--json')).stdout))
    expect(presets.map(({ id }) => id)).toContain('sample')
    const report = JSON.parse((await run('doctor', '--json')).stdout) as { backend: string }
    expect(['tensorflow', 'javascript']).toContain(report.backend)
    expect((await run('--help')).stdout).toContain('datasets')
  })

  it('serves, and other commands attach to it', async () => {
    let attached: Promise<{ code: number | null; stdout: string }> | null = null
    const served = await runCommand(['serve', '--json', '--workspace', at('workspace')], (text, press) => {
      const line = CliLine.parse(JSON.parse(text))
      if (line.type !== 'address') return
      attached = Promise.all([run('serve', '--json'), run('runs', '--json')]).then(([second, runs]) => {
        press()
        return { code: second.code, stdout: runs.stdout }
      })
    })
    expect(served.code).toBe(0)
    expect(await attached).toMatchObject({ code: 1, stdout: expect.stringContaining('"base"') as string })
  })

  it('shows what is there with start --once', async () => {
    const { code, stdout } = await run('start', '--once')
    expect(code).toBe(0)
    expect(stdout).toContain('base')
    expect(stdout).toContain('Newest experiment: long')
  })
})
