import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError } from '../../src-main/contract/cli.ts'
import { LayerSimilarity, TransferMatrix } from '../../src-main/contract/index.ts'
import { isBuilt } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

describe('adversarium transfer and cka', () => {
  if (!isBuilt) return leaveOut('models compared from the command line', 'out/main/cli.cjs is not built')

  const config = {
    base: {
      dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } },
      architecture: 'small-cnn:width=2,depth=2',
      ...{ batchSize: 8, epochs: 1, backend: 'javascript' },
    },
    runs: [{ name: 'one' }, { name: 'other', seed: 4 }],
    conditions: ['clean'],
  }
  let folder = ''
  let workspace: ServedWorkspace
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await workspace.run(...args, '--json')).stdout) as unknown

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-models-'))
    writeFileSync(join(folder, 'two.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
    await workspace.run('run', join(folder, 'two.json'), '--json')
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('prints the transfer matrix with n, intervals and what it is counted over', async () => {
    const asked = ['transfer', 'one', 'other', '--condition', 'fgsm:epsilon=8/255', '--images', 'all'] as const
    const matrix = TransferMatrix.parse(await json(...asked))
    expect([matrix.images, matrix.isComplete, matrix.cells.length]).toEqual([16, true, 2])
    const { code, stdout } = await workspace.run(...asked, '--of', 'target')
    expect(code).toBe(0)
    expect(stdout).toContain('Attack success in %, fgsm:epsilon=8/255, 16 validation images')
    expect(stdout).toContain('Of images that the target classifies right as they are: n.')
    const n = matrix.cells[0]?.[1]?.target.n ?? 0
    expect(stdout).toMatch(new RegExp(`^one .* n ${n}$`, 'm'))
  })

  it('prints how alike layers are, of one run with itself too', async () => {
    const found = LayerSimilarity.parse(await json('cka', 'one', 'other', '--images', '16', '--kernel', 'debiased'))
    expect(found).toMatchObject({ kernel: 'debiased', features: 'pooled', images: 16, batch: 16 })
    const { code, stdout } = await workspace.run('cka', 'one', '--images', '16')
    expect(code).toBe(0)
    expect(stdout).toContain('Linear CKA of one with itself, means of channels, 16 validation images')
    expect(stdout).toMatch(/^1 {2}input +1\.0 /m)
  })

  it('says what it lacks', async () => {
    for (const [args, message] of [
      [['transfer', 'one', '--condition', 'fog'], 'Only attacks transfer from model to model: "fog" is none.'],
      [['transfer', 'one', '--condition', 'fgsm', '--images', '0'], '--images takes a whole number from 1: got "0".'],
      [['cka', 'one', '--images', 'few'], '--images takes a whole number from 4: got "few".'],
    ] as const) {
      const { code, stdout } = await workspace.run(...args, '--json')
      expect(code).not.toBe(0)
      expect(CliError.parse(JSON.parse(stdout.split('\n').at(-1) ?? '')).error.message).toBe(message)
    }
  })
})
