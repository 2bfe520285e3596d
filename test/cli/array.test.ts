import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MergeReport, WrittenJobArray } from '../../src-main/contract/elsewhere.ts'
import { RunDetails } from '../../src-main/contract/cli.ts'
import { isBuilt, runCommand } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'
import { readFacts } from '../support/workspace-facts.ts'

const sweep = {
  name: 'seeds',
  base: {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 32, validation: 16 } },
    ...{ architecture: 'small-cnn:width=2,depth=2', batchSize: 8, epochs: 2, deterministic: true },
    ...{ backend: 'javascript', monitor: { trainImages: 8, validationImages: 8 } },
  },
  runs: [1, 2, 3, 4].map((seed) => ({ name: `seed ${seed}`, seed })),
  conditions: ['clean', 'fgsm:epsilon=4/255'],
}

let folder = ''
const at = (name: string): string => join(folder, name)
const merge = async (workspace: ServedWorkspace) => {
  const { code, stdout } = await workspace.run('merge', at('array'), '--json')
  const { runs } = MergeReport.parse(JSON.parse(stdout))
  return { code, runs, outcomes: runs.map(({ outcome }) => outcome) }
}
const list = (...tasks: string[]) =>
  promisify(execFile)('sh', [at('array/list.sh'), ...tasks], {
    env: {
      ...process.env,
      ADVERSARIUM: `${process.execPath} ${resolve(import.meta.dirname, '../../out/main/cli.cjs')}`,
    },
  })

describe('adversarium array and merge', () => {
  if (!isBuilt) return leaveOut('job arrays', 'out/main/cli.cjs is not built')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-array-'))
    writeFileSync(at('seeds.json'), JSON.stringify(sweep))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('computes two of four runs from the written list, and merges them bit for bit as they are computed here', async () => {
    const reference = runCommand(['run', at('seeds.json'), '--json', '--workspace', at('reference')])
    const split = await serveWorkspace(at('split'))
    const options = ['--only', '2-3', '--out', at('array'), '--json']
    const { code, stdout } = await split.run('array', at('seeds.json'), ...options)
    expect(code).toBe(0)
    const written = WrittenJobArray.parse(JSON.parse(stdout))
    expect(written.tasks.map(({ number, name }) => [number, name])).toEqual([
      [2, 'seed 3'],
      [3, 'seed 4'],
    ])
    expect(written.queued).toHaveLength(2)
    const sbatch = readFileSync(at('array/array.sbatch'), 'utf8')
    expect(sbatch).toMatch(/^#SBATCH --array=2-3$/m)
    expect(sbatch).toMatch(/^exec .* task \. "\$SLURM_ARRAY_TASK_ID"$/m)

    const early = await merge(split)
    expect(early.runs.map(({ reason }) => reason)).toEqual(['Task 2 has not begun.', 'Task 3 has not begun.'])
    await list('2')
    const half = await merge(split)
    expect([half.code, half.outcomes]).toEqual([0, ['taken', 'unfinished']])
    // What is done is skipped.
    await list()
    expect((await merge(split)).outcomes).toEqual(['known', 'taken'])
    expect((await merge(split)).outcomes).toEqual(['known', 'known'])

    const show = async (name: string) => RunDetails.parse(JSON.parse((await split.run('show', name, '--json')).stdout))
    // The last in the queue of those that stayed here.
    while (!(await show('seed 2')).evaluations.every(({ state }) => state === 'done')) await wait(200)
    const shown = await show('seed 4')
    await split.stop()
    expect(shown.arrival).toMatchObject({ folder: at('array'), machine: expect.stringContaining('JavaScript') })
    expect(shown.id).toBe(written.tasks[1]?.run)

    expect((await reference).code).toBe(0)
    const local = readFacts(at('reference'))
    expect(local.map(({ state, evaluations }) => [state, Object.keys(evaluations).length])).toEqual(
      local.map(() => ['done', 2]),
    )
    expect(readFacts(at('split'))).toEqual(local)
  })
})
