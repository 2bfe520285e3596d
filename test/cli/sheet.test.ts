import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError } from '../../src-main/contract/cli.ts'
import { findClass, findTarget } from '../../src-main/cli/client/class-reference.ts'
import { readMethods } from '../../src-main/cli/sheet.ts'
import { isBuilt, type CommandResult } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

describe('arguments of a sheet', () => {
  it('tell methods from their parameters', () => {
    expect(readMethods('gradient:sign=signed,channels=sum,guided-backpropagation,smooth-grad:samples=4')).toEqual([
      { id: 'gradient', params: { sign: 'signed', channels: 'sum' } },
      { id: 'guided-backpropagation', params: {} },
      { id: 'smooth-grad', params: { samples: 4 } },
    ])
  })

  it('name classes as people write them', () => {
    const classes = [
      { id: 'n04376876', name: 'syringe' },
      { id: 'n02823428', name: 'beer bottle' },
    ]
    const dataset = { title: 'Tiny ImageNet', classes }
    expect(['beer-bottle', 'Beer Bottle', 'n02823428', '1'].map((text) => findClass(dataset, text))).toEqual([
      1, 1, 1, 1,
    ])
    expect(['truth', 'beer-bottle', 'syringe-minus-beer-bottle'].map((text) => findTarget(dataset, text))).toEqual([
      'truth',
      { class: 1 },
      { class: 0, against: 1 },
    ])
    expect(() => findClass(dataset, 'beer-botle')).toThrow('"Tiny ImageNet" has no class "beer-botle".')
  })
})

describe('adversarium sheet', () => {
  if (!isBuilt) return leaveOut('sheets from the command line', 'out/main/cli.cjs is not built')

  const config = {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } },
    architecture: 'small-cnn:width=2,depth=2',
    ...{ batchSize: 8, epochs: 1, backend: 'javascript', conditions: ['clean'] },
  }
  let folder = ''
  let workspace: ServedWorkspace
  const readError = ({ stdout }: CommandResult): CliError['error'] =>
    CliError.parse(JSON.parse(stdout.split('\n').at(-1) ?? '')).error

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-sheet-'))
    writeFileSync(join(folder, 'small.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
    await workspace.run('run', join(folder, 'small.json'), '--json')
    writeFileSync(join(folder, 'other.json'), JSON.stringify(config))
    await workspace.run('run', join(folder, 'other.json'), '--json')
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('writes maps of the images that are meant, on the backend of the run', async () => {
    const out = join(folder, 'sheet.html')
    const which = ['--outcome', 'all', '--images', '2,5', '--methods', 'gradient,grad-cam']
    const { code, stdout } = await workspace.run('sheet', 'small', ...which, '--out', out, '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { path: out, images: 2, computed: 4, failures: [] }])
    expect(readFileSync(out, 'utf8').match(/<img /g)).toHaveLength(6)
  })

  it('explains one class less another, and puts another run beside', async () => {
    const out = join(folder, 'pair.html')
    const which = ['--outcome', 'all', '--images', '2', '--methods', 'gradient', '--explain', '0-minus-1']
    const both = ['--against', 'other', '--beside', '--out', out, '--json']
    const { code, stdout } = await workspace.run('sheet', 'small', ...which, ...both)
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { images: 1, computed: 2, failures: [] }])
    const html = readFileSync(out, 'utf8')
    expect(html.match(/<img /g)).toHaveLength(4)
    expect(html).toMatch(/the logit of &quot;[^&]+&quot; less that of &quot;/)
  })

  it('shows images by a tag that was given here', async () => {
    const tag = async (...args: string[]) => {
      const { code, stdout } = await workspace.run('tag', ...args, '--json')
      return [code, code === 0 ? JSON.parse(stdout) : CliError.parse(JSON.parse(stdout)).error.message] as const
    }
    expect(await tag('add', 'small', 'odd ones', '--images', '3,7')).toEqual([
      0,
      [{ split: 'validation', name: 'odd ones', count: 2 }],
    ])
    // They belong to the images: another run of the dataset has them too.
    expect((await tag('remove', 'other', 'odd ones', '--images', '7'))[1]).toMatchObject([{ count: 1 }])
    const which = ['--outcome', 'all', '--tag', 'odd ones', '--methods', 'gradient', '--out', join(folder, 'odd.npz')]
    const { stdout } = await workspace.run('sheet', 'small', ...which, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ images: 1 })
    expect((await tag('rename', 'small', 'odd ones', 'odd'))[1]).toMatchObject([{ name: 'odd', count: 1 }])
    expect(await tag('remove', 'small', 'odd')).toEqual([0, []])
    expect(await tag('list', 'small')).toEqual([0, []])
    const wrong = [
      ['remove', 'small', 'odd ones'],
      ['add', 'small', 'odd', '--images', '3,900'],
      ['add', 'small', ' ', '--images', '3'],
    ]
    const answers = []
    for (const args of wrong) answers.push(await tag(...args))
    expect(answers).toEqual([
      [1, expect.stringContaining('No image of this dataset is tagged "odd ones"')],
      [1, expect.stringContaining('there is no image 900')],
      [2, expect.stringContaining('1 to 60 letters')],
    ])
  })

  it('says what it lacks', async () => {
    const out = ['--methods', 'gradient', '--out']
    const alone = await workspace.run('sheet', 'small', ...out, join(folder, 'pair.html'), '--beside', '--json')
    expect([alone.code, readError(alone).message]).toEqual([2, expect.stringContaining('needs a run')])
    const idle = await workspace.run(
      'sheet',
      'small',
      ...out,
      join(folder, 'pair.html'),
      '--against',
      'other',
      '--json',
    )
    expect([idle.code, readError(idle).message]).toEqual([2, expect.stringContaining('--against changes nothing')])
    const flip = await workspace.run('sheet', 'small', ...out, join(folder, 'pair.html'), '--flip', 'broken', '--json')
    expect([flip.code, readError(flip).message]).toEqual([2, expect.stringContaining('--flip needs a run')])
    const unknown = await workspace.run('sheet', 'small', ...out, join(folder, 'sheet.gif'), '--json')
    expect([unknown.code, readError(unknown).message]).toEqual([2, expect.stringContaining('tells no format')])
    const where = [...out, join(folder, 'other.html'), '--condition', 'fgsm:epsilon=2/255', '--json']
    const missing = await workspace.run('sheet', 'small', ...where)
    expect(readError(missing).message).toContain('has no finished evaluation')
  })
})
