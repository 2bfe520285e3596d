import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError } from '../../src-main/contract/cli.ts'
import { isBuilt } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

describe('adversarium visualize', () => {
  if (!isBuilt) return leaveOut('made images from the command line', 'out/main/cli.cjs is not built')

  const config = {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } },
    architecture: 'small-cnn:width=2,depth=2',
    ...{ batchSize: 8, epochs: 1, backend: 'javascript', conditions: ['fgsm:epsilon=4/255'] },
  }
  let folder = ''
  let workspace: ServedWorkspace
  const method = ['--method', 'activation-maximization:iterations=3']
  const make = async (...args: string[]) => {
    const { code, stdout } = await workspace.run('visualize', 'small', ...method, ...args, '--json')
    const text = code === 0 ? stdout : (stdout.split('\n').at(-1) ?? '')
    return { code, answer: JSON.parse(text) as unknown }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-visualize-'))
    writeFileSync(join(folder, 'small.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
    await workspace.run('run', join(folder, 'small.json'), '--json')
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('writes an image of a class and of a channel, whatever the run was evaluated under', async () => {
    const out = join(folder, 'class.png')
    const { code, answer } = await make('--class', '1', '--seed', '5', '--out', out)
    expect([code, answer]).toMatchObject([
      0,
      { path: out, shape: [16, 16, 3], activation: expect.any(Number), unit: { class: 1 }, seed: 5 },
    ])
    const channel = join(folder, 'channel.png')
    expect((await make('--channel', '0', '--out', channel)).answer).toMatchObject({ unit: { layer: '', channel: 0 } })
    const images = await Promise.all(
      [out, channel].map((path) => sharp(path).raw().toBuffer({ resolveWithObject: true })),
    )
    expect(images.map(({ info: { format, width, height } }) => [format, width, height])).toEqual([
      ['raw', 16, 16],
      ['raw', 16, 16],
    ])
    expect(images[0]?.data.equals(images[1]?.data ?? Buffer.of())).toBe(false)
  })

  it('says what it lacks', async () => {
    const out = ['--out', join(folder, 'other.png')]
    const wrong = [
      [...out],
      ['--class', '1', '--channel', '2', ...out],
      ['--class', '1', '--seed', 'x', ...out],
      ['--class', '1', '--out', join(folder, 'other.gif')],
      ['--layer', 'nowhere', '--channel', '0', ...out],
    ]
    const answers = []
    for (const args of wrong) answers.push(await make(...args))
    expect(answers.map(({ code, answer }) => [code, CliError.parse(answer).error.message])).toEqual([
      [2, expect.stringContaining('got neither')],
      [2, expect.stringContaining('got both')],
      [2, expect.stringContaining('--seed takes a whole number')],
      [2, expect.stringContaining('--out is a .png file')],
      [2, expect.stringContaining('called "nowhere"')],
    ])
  })
})
