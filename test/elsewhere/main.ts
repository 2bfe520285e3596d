// Twelve runs here against six here and six elsewhere, merged: npm run elsewhere [-- --keep <folder>]
// Elsewhere is Slurm where sbatch is found, else the written shell list. Ends with 1 where anything differs.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { MergeReport } from '../../src-main/contract/elsewhere.ts'
import { runCommand } from '../support/command-line.ts'
import { serveWorkspace } from '../support/served-workspace.ts'
import { readFacts, type RunFacts } from '../support/workspace-facts.ts'

const sweep = {
  name: 'twelve runs',
  base: {
    dataset: { id: 'shapes', params: { size: 32, train: 480, validation: 160 } },
    ...{ architecture: 'small-cnn', optimizer: 'sgd:learningRate=0.02,momentum=0.9', schedule: 'cosine' },
    ...{ augmentations: ['random-flip', 'random-crop'], epochs: 3, batchSize: 32, deterministic: true },
    monitor: { trainImages: 100, validationImages: 160, attack: 'fgsm:epsilon=4/255' },
  },
  runs: [
    { name: 'base', objective: 'cross-entropy' },
    { name: 'nsl', objective: 'adversarial-regularization:multiplier=1,gradientNorm=infinity,stepSize=4/255' },
    { name: 'madry', objective: 'adversarial-training' },
  ].flatMap((one) => [1, 2, 3, 4].map((seed) => ({ ...one, name: `${one.name}, seed ${seed}`, seed }))),
  conditions: ['clean', 'fgsm:epsilon=4/255', 'pgd:epsilon=4/255,stepSize=1/255,steps=5', 'gaussian-noise:sigma=0.1'],
}

const { values } = parseArgs({ options: { keep: { type: 'string' } } })
const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'adversarium-elsewhere-')) : resolve(values.keep)
mkdirSync(folder, { recursive: true })
const at = (name: string): string => join(folder, name)
const cli = resolve(import.meta.dirname, '../../out/main/cli.cjs')

async function run(workspace: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand([...args, '--json', '--workspace', at(workspace)])
  if (code !== 0) throw new Error(`adversarium ${args.join(' ')} ended with ${code}: ${stdout.slice(-2000)}${stderr}`)
  return stdout
}

/** What waits in the queue of a workspace, to its end. */
async function workOff(workspace: string): Promise<void> {
  const served = await serveWorkspace(at(workspace))
  const isAtWork = async (): Promise<boolean> => {
    const { stdout } = await served.run('runs', '--json')
    const runs = JSON.parse(stdout) as { id: string; state: string }[]
    if (runs.some(({ state }) => ['queued', 'preparing', 'running'].includes(state))) return true
    const shown = await Promise.all(runs.map(({ id }) => served.run('show', id, '--json')))
    return shown.some(({ stdout: text }) =>
      (JSON.parse(text) as { evaluations: { state: string }[] }).evaluations.some(({ state }) =>
        ['queued', 'running'].includes(state),
      ),
    )
  }
  while (await isAtWork()) await wait(1000)
  await served.stop()
}

function computeElsewhere(): string {
  const env = { ...process.env, ADVERSARIUM: `${process.execPath} ${cli}` }
  const options = { cwd: at('array'), env, stdio: 'inherit' } as const
  const hasSlurm = spawnSync('sinfo', ['--noheader']).status === 0
  if (hasSlurm) execFileSync('sbatch', ['--wait', 'array.sbatch'], options)
  else execFileSync('sh', ['list.sh'], options)
  return hasSlurm ? 'Slurm' : 'the shell list'
}

function tell(here: RunFacts, merged: RunFacts | undefined): boolean {
  const isEqual = isDeepStrictEqual(here, merged)
  const last = here.checkpoints['last']?.slice(0, 16)
  console.log(
    `${isEqual ? 'equal  ' : 'DIFFERS'} ${here.name.padEnd(16)} last checkpoint ${last}, ${here.points} points ${here.metrics.slice(0, 16)}, ${Object.keys(here.evaluations).length} evaluations`,
  )
  if (!isEqual) console.log(JSON.stringify({ here, merged }, null, 1))
  return isEqual
}

try {
  writeFileSync(at('twelve.json'), JSON.stringify(sweep))
  await run('here', 'run', at('twelve.json'))
  await run('split', 'array', at('twelve.json'), '--only', '6-11', '--memory', '2G', '--out', at('array'))
  await workOff('split')
  const where = computeElsewhere()
  const { runs } = MergeReport.parse(JSON.parse(await run('split', 'merge', at('array'))))
  const again = MergeReport.parse(JSON.parse(await run('split', 'merge', at('array'))))
  const [here, merged] = [readFacts(at('here')), readFacts(at('split'))]
  const equal = here.filter((facts) =>
    tell(
      facts,
      merged.find(({ name }) => name === facts.name),
    ),
  ).length
  console.log(
    `Six runs from ${where}: ${runs.map(({ outcome }) => outcome).join(' ')}; merged again: ${again.runs.map(({ outcome }) => outcome).join(' ')}.`,
  )
  console.log(`${equal} of ${here.length} runs are equal bit for bit: checkpoints, metrics and predictions.`)
  const isWhole = here.length === 12 && merged.length === 12 && here.every(({ state }) => state === 'done')
  if (!isWhole || equal < 12 || again.runs.some(({ outcome }) => outcome !== 'known')) process.exitCode = 1
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}
