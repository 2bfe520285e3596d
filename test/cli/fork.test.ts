import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError, RunDetails } from '../../src-main/contract/cli.ts'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { isBuilt, type CommandResult } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { linesOf, serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

const config = {
  dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } },
  architecture: 'small-cnn:width=2,depth=2',
  ...{ batchSize: 8, epochs: 4, backend: 'javascript', optimizer: 'adam', schedule: 'cosine' },
  ...{ checkpoints: { everyEpochs: 1 }, conditions: ['clean'] },
}

let folder = ''
let workspace: ServedWorkspace

const show = async (run: string): Promise<RunDetails> =>
  RunDetails.parse(JSON.parse((await workspace.run('show', run, '--json')).stdout))
const losses = (result: CommandResult): MetricPoint[] =>
  linesOf(result)
    .flatMap((line) => (line.type === 'points' ? line.points : []))
    .filter(({ name }) => name === 'loss' || name === 'validation-loss')
const readError = ({ stdout }: CommandResult): CliError['error'] =>
  CliError.parse(JSON.parse(stdout.split('\n').at(-1) ?? '')).error

describe('adversarium fork', () => {
  if (!isBuilt) return leaveOut('forks', 'out/main/cli.cjs is not built')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-fork-'))
    writeFileSync(join(folder, 'origin.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes on from any kept checkpoint as the run itself did, and says where it comes from', async () => {
    const trained = await workspace.run('run', join(folder, 'origin.json'), '--json')
    const whole = losses(trained)
    const origin = await show('origin')
    const second = origin.checkpoints.find(({ kind, epoch }) => kind === 'epoch' && epoch === 2)
    expect(origin.checkpoints.filter(({ kind }) => kind === 'epoch').map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])

    const number = String(second?.id)
    const forked = await workspace.run('fork', 'origin', '--checkpoint', number, '--set', 'name=again', '--json')
    expect(forked.code).toBe(0)
    expect(losses(forked)).toEqual(whole.filter(({ step }) => step > 6))
    const last = linesOf(forked).at(-1)
    const compared = last?.type === 'comparison' ? last.comparison.rows.map(({ name, correct }) => [name, correct]) : []
    expect(compared).toEqual([
      ['origin', compared[0]?.[1]],
      ['again', compared[0]?.[1]],
    ])

    const { events, ...fork } = await show('again')
    expect(fork.origin).toEqual({ run: origin.id, checkpoint: second?.id, epoch: 2 })
    expect(fork.experimentId).toBe(origin.experimentId)
    expect(events[0]?.message).toContain(`Forked from "origin" (${origin.id}) after epoch 2`)
    expect((await workspace.run('show', 'again')).stdout).toMatch(
      new RegExp(`forked from +${origin.id}, after epoch 2`),
    )
  })

  it('takes the newest of a kind, and other settings with it', async () => {
    const args = ['--checkpoint', 'best', '--set', 'epochs=6', '--set', 'optimizer.params.learningRate=0.1']
    const forked = await workspace.run('fork', 'origin', ...args, '--set', 'name=faster', '--json')
    expect(forked.code).toBe(0)
    const { checkpoints, ...origin } = await show('origin')
    const best = checkpoints.find(({ kind }) => kind === 'best')
    const fork = await show('faster')
    expect(fork).toMatchObject({ epoch: 6, origin: { run: origin.id, checkpoint: best?.id, epoch: best?.epoch } })
    expect(fork.config).toMatchObject({
      ...origin.config,
      name: 'faster',
      epochs: 6,
      optimizer: { params: { learningRate: 0.1 } },
    })
  })

  it.each<[string[], string, string]>([
    [['--checkpoint', '999'], 'keeps no checkpoint "999".', '(last, epoch 4)'],
    [['--set', 'conditions=["clean"]'], '"conditions" cannot be set', 'adversarium evaluate'],
    [[], '"epochs" counts those too: it must be more than 4, got 4.', 'Set "epochs" to 9'],
  ])('refuses %j in one sentence', async (args, message, hint) => {
    const refused = await workspace.run('fork', 'origin', ...args, '--json')
    expect(refused.code).toBe(2)
    expect(readError(refused)).toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  })
})
