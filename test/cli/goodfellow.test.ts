import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError, CliLine } from '../../src-main/contract/cli.ts'
import { isBuilt, runCommand } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { hasTensorflow } from '../support/tensorflow-backend.ts'

const mnist = join(process.env['ADVERSARIUM_TEST_DATA'] ?? '', 'mnist')
const canRun = isBuilt && hasTensorflow && existsSync(mnist)

let folder = ''

async function reproduce(study: string, ...settings: string[]) {
  const options = ['--out', folder, ...settings]
  const { code, stdout } = await runCommand(['reproduce', study, ...options, '--json', '--workspace', folder])
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => CliLine.parse(JSON.parse(line)))
  const last = lines.at(-1)
  if (code !== 0 || last?.type !== 'report') throw new Error(`It ended with ${code}: ${stdout.slice(-2000)}`)
  const claims = Object.fromEntries(last.report.claims.map((claim) => [claim.id, claim]))
  return { claims, markdown: readFileSync(join(folder, `${study}.md`), 'utf8') }
}

// The whole program on the digits themselves: import, training, attacks, claims, page.
describe.skipIf(!canRun)('Goodfellow 2015 on MNIST', () => {
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'adversarium-goodfellow-'))))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says how to get the digits where none are imported', async () => {
    const { code, stdout } = await runCommand(['reproduce', 'goodfellow-logistic', '--json', '--workspace', folder])
    expect(code).toBe(2)
    expect(CliError.parse(JSON.parse(stdout)).error).toMatchObject({
      message: 'The study needs the digits of MNIST, and no dataset of them is imported.',
      hint: expect.stringContaining('--classes 3,7'),
    })
  })

  it('comes to the paper’s errors of logistic regression, by FGSM and by the closed form alike', async () => {
    expect((await runCommand(['datasets', 'import', mnist, '--json', '--workspace', folder])).code).toBe(0)
    const { claims, markdown } = await reproduce(
      'goodfellow-logistic',
      '--epochs',
      '10',
      '--set',
      'monitor.trainImages=50',
    )
    // Of 408 images at least; with all files of MNIST there are more.
    expect(claims['logistic:plain:clean']?.value).toBeLessThan(0.05)
    expect(claims['logistic:plain:fgsm']?.value).toBeGreaterThan(0.97)
    expect(claims['logistic:plain:fgsm']?.n).toBeGreaterThanOrEqual(408)
    for (const id of ['logistic:worst-case', 'logistic:exact', 'logistic:worst']) {
      expect([id, claims[id]?.verdict]).toEqual([id, 'holds'])
    }
    expect(markdown).toMatch(/\| claim +\| verdict +\| paper +\| measured here/)
    expect(markdown).toMatch(/\| 99 % +\|/)
    expect(markdown).toContain('Where this is not the paper:')
  })

  it('holds a small maxout network against FGSM, plain and trained on it', async () => {
    const small = ['architecture=maxout:units=48,pieces=2', 'batchSize=50', 'evaluationImages=300']
    const settings = [...small, 'conditions=["clean","fgsm:epsilon=0.25,clip=false"]']
    const few = ['--epochs', '12', '--images-per-class', '200']
    const { claims, markdown } = await reproduce(
      'goodfellow-maxout',
      ...few,
      ...settings.flatMap((one) => ['--set', one]),
    )
    expect(Object.keys(claims)).toEqual([
      ...['maxout:plain:clean', 'maxout:plain:fgsm', 'maxout:adversarial:clean', 'maxout:adversarial:fgsm'],
      'maxout:adversarial',
    ])
    expect(claims['maxout:plain:clean']?.value).toBeLessThan(0.25)
    expect(claims['maxout:plain:fgsm']?.value).toBeGreaterThan(0.8)
    expect(claims['maxout:adversarial']?.verdict).toBe('holds')
    expect(markdown).toContain('200 of each class of the')
  })
})

if (!canRun)
  leaveOut('Goodfellow 2015 on MNIST', 'it needs the built program, TensorFlow and mnist in ADVERSARIUM_TEST_DATA')
