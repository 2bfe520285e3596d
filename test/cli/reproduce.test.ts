import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CliError, CliLine } from '../../src-main/contract/cli.ts'
import { Run } from '../../src-main/contract/index.ts'
import { isBuilt, runCommand, type CommandResult, type PressCtrlC } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { writeSmallWeights } from '../support/small-weights.ts'

const images = ['--dataset', 'shapes:classes=3,size=16,train=32,validation=32']
const tiny = ['backend=javascript', 'batchSize=16', 'monitor.trainImages=16', 'monitor.validationImages=16']
const conditions = 'conditions=["clean","training-attack","gaussian-noise"]'
const settings = (...all: string[]): string[] => [...tiny, ...all].flatMap((each) => ['--set', each])
const chen = [
  ...['chen-2020', '--epochs', '3'],
  ...images,
  // Whatever the loss does, it stalls.
  // Checks make many passes.
  ...settings(
    'architecture=small-cnn:width=4,depth=1',
    'freezing.params.minChange=10',
    conditions,
    'evaluationImages=8',
  ),
]

let folder = ''
const at = (...names: string[]): string => join(folder, ...names)

async function reproduce(
  args: readonly string[],
  onLine: (line: CliLine, press: PressCtrlC) => void = () => undefined,
): Promise<CommandResult & { readonly lines: readonly CliLine[] }> {
  const lines: CliLine[] = []
  const result = await runCommand(['reproduce', ...args, '--json', '--workspace', at('workspace')], (text, press) => {
    const line = CliLine.parse(JSON.parse(text))
    lines.push(line)
    onLine(line, press)
  })
  return { ...result, lines }
}
const reportOf = (lines: readonly CliLine[]) => {
  const last = lines.at(-1)
  if (last?.type === 'report') return last
  throw new Error(`The last line is no report: ${JSON.stringify(last)}`)
}
async function allRuns(): Promise<Run[]> {
  const { stdout } = await runCommand(['runs', '--json', '--workspace', at('workspace')])
  return z.array(Run).parse(JSON.parse(stdout))
}

describe.skipIf(!isBuilt)('adversarium reproduce', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-study-'))
    await writeSmallWeights(folder, 5)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says what it will take, stops at Ctrl-C, goes on, and judges', { timeout: 120_000 }, async () => {
    let isPressed = false
    const fromFile = [...chen, '--weights', at('small.safetensors')]
    const stopped = await reproduce(fromFile, (line, press) => {
      if (isPressed || line.type !== 'progress' || line.progress.kind !== 'train') return
      isPressed = true
      press()
    })
    expect(stopped.code).toBe(130)
    expect(JSON.stringify(stopped.lines)).toMatch(/Together about .* at most/)
    const [adversarial, base, ...others] = await allRuns()
    expect(others).toEqual([])
    expect(base).toMatchObject({ name: 'chen-2020, base', state: 'cancelled', tags: ['chen-2020'], isResumable: true })
    expect(adversarial).toMatchObject({ state: 'cancelled', step: 0 })
    expect(existsSync(at('workspace', 'reports'))).toBe(false)

    const finished = await reproduce(fromFile)
    expect(finished.code).toBe(0)
    const { report, files } = reportOf(finished.lines)
    expect(report.runs).toEqual([base?.id, adversarial?.id])
    const resumed = finished.lines.find((line) => line.type === 'event' && line.event.kind === 'resume')
    expect(resumed).toMatchObject({ event: { run: base?.id, message: expect.stringContaining('Resumed at step') } })
    expect(report.claims.map(({ id, verdict, n }) => [id.split(':')[0], verdict === 'not tested here', n])).toEqual([
      ['better', false, 8],
      ['better', false, 8],
      ['worse', false, 8],
      ['overfits', true, null],
      ['efficient', true, null],
      ['close', true, null],
    ])
    expect(files).toEqual(['html', 'md'].map((end) => at('workspace', 'reports', `chen-2020.${end}`)))
    const markdown = readFileSync(at('workspace', 'reports', 'chen-2020.md'), 'utf8')
    expect(markdown).toContain('adversarium reproduce overfitting-study')
    expect(markdown).toContain('- the network is small-cnn.')
    expect(markdown).toMatch(/chen-2020, base, epoch \d+, step \d+: Unfroze stage1/)
    expect(markdown).toMatch(/"small" \(Small CNN.*SHA-256 [0-9a-f]{12}\)/)
    expect(readFileSync(at('workspace', 'reports', 'chen-2020.html'), 'utf8')).toContain('<svg')
  })

  it('prints the page of a finished study at once, with the weights that it started from, also into a README', async () => {
    const readme = at('README.md')
    const marker = '<!-- chen-2020: written by `adversarium reproduce chen-2020 --readme <file>`; do not edit -->'
    writeFileSync(readme, `# Mine\n\n${marker}\n\n<!-- end of chen-2020 -->\n`)
    const { code, lines } = await reproduce([...chen, '--readme', readme, '--out', at('elsewhere')])
    expect(code).toBe(0)
    expect(lines.map(({ type }) => type)).toEqual(['report'])
    expect(reportOf(lines).files[0]).toBe(at('elsewhere', 'chen-2020.html'))
    expect(readFileSync(readme, 'utf8')).toContain('## Chen 2020, claim by claim')
  })

  it('compares architectures on few images of each class, and chen-2020 reads the outcome', async () => {
    const architectures = ['--architectures', 'small-cnn:width=2,depth=2,small-cnn:width=4,depth=2']
    const options = ['--images-per-class', '8', '--epochs', '2', ...settings('conditions=["clean"]')]
    const compared = await reproduce(['overfitting-study', ...images, ...architectures, ...options])
    expect(compared.code).toBe(0)
    const { report } = reportOf(compared.lines)
    expect(report.claims.map(({ verdict }) => verdict)).toEqual(Array(3).fill('not tested here'))
    const runs = (await allRuns()).filter(({ id }) => report.runs.includes(id))
    // 3 classes of 8 images: two batches of 16 and 8 in each of two epochs.
    expect(runs.map(({ name, stepsTotal, tags }) => [name, stepsTotal, tags])).toEqual([
      ['small-cnn-4-2', 4, ['overfitting-study']],
      ['small-cnn-2-2', 4, ['overfitting-study']],
    ])

    await reproduce(chen)
    const markdown = readFileSync(at('workspace', 'reports', 'chen-2020.md'), 'utf8')
    expect(markdown).toContain('2 architectures, each 2 epochs of')
    expect(markdown).toContain('NASNet was not trained.')
  })

  it('trains four models alike, and holds them against attacks and noises on so many images', async () => {
    const attacks = 'conditions=["clean","pgd:epsilon=0.1,steps=2","apgd-t:epsilon=0.1,steps=2","poisson-noise"]'
    const network = 'architecture=small-cnn:width=4,depth=1'
    const options = settings(network, 'evaluationImages=8', 'backend=automatic', attacks)
    const shapes = ['--dataset', 'shapes:classes=5,size=16,train=40,validation=40']
    const weights = ['--weights', at('small.safetensors'), '--epochs', '1']
    const finished = await reproduce(['robust-training', ...shapes, ...weights, ...options])
    expect(finished.code).toBe(0)
    const notes = finished.lines.flatMap((line) => (line.type === 'note' ? line.message : []))
    expect(notes.join('\n')).toMatch(
      /TRADES: about .*\n +monitored in .* an epoch, .* images.*\nTogether about .*, until \d\d:\d\d, at most/,
    )
    const { report } = reportOf(finished.lines)
    expect(report.claims.map(({ id, n }) => [id, n])).toEqual([
      ...['madry:robust', 'madry:clean', 'nsl:base', 'nsl:pgd', 'zhang:pgd', 'zhang:apgd-t'].map((id) => [id, 8]),
      ...['base', 'nsl', 'pgd', 'trades'].map((model) => [`croce:${model}`, 8]),
    ])
    const markdown = readFileSync(at('workspace', 'reports', 'robust-training.md'), 'utf8')
    expect(markdown).toContain("In no run's augmentation, and so never seen in training: Poisson noise.")
    expect(markdown).toMatch(/robust-training, TRADES +\| 8\.33 /)
    expect(markdown).toMatch(/Of \d+ checks \d+ passed/)
  })

  it('refuses in a sentence what it cannot do', async () => {
    const refused = async (...args: string[]) => {
      const { code, stdout } = await runCommand(['reproduce', ...args, '--json', '--workspace', at('workspace')])
      return { exitCode: code, ...CliError.parse(JSON.parse(stdout)).error }
    }
    expect(await refused('chen2020')).toMatchObject({
      exitCode: 2,
      code: 'invalid-input',
      hint: expect.stringContaining('chen-2020'),
    })
    expect(await refused('chen-2020', ...images)).toMatchObject({
      message: 'The study starts from pretrained weights, and none that fit mobilenet-v2 are imported.',
      hint: expect.stringContaining('adversarium weights import'),
    })
    expect(await refused('chen-2020', '--architectures', 'densenet')).toMatchObject({
      message: '--architectures belongs to overfitting-study.',
    })
    expect(await refused('overfitting-study', '--architectures', 'densnet121')).toMatchObject({
      hint: expect.stringContaining('densenet-121'),
    })
  })
})

if (!isBuilt) leaveOut('adversarium reproduce', 'out/main/cli.cjs is not built (npm run build)')
