import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ExperimentConfigInput } from '../../../src-main/contract/index.ts'
import { findArray, readTask, toRanges, writeDone } from '../../../src-main/host/elsewhere/array-folder.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { png, writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost, untilEvaluated, untilRun } from '../../support/test-host.ts'
import { withWeights } from '../../support/with-weights.ts'

type Host = Awaited<ReturnType<typeof startHost>>

const shapes = { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } }
const config = (more: Partial<ExperimentConfigInput> = {}): ExperimentConfigInput => ({
  name: 'it is "quoted"; rm -rf $HOME',
  base: { dataset: shapes, architecture: 'small-cnn:width=2,depth=1' },
  runs: ['a', 'b', 'c', 'd'].map((name) => ({ name })),
  conditions: ['clean'],
  ...more,
})
const write = (host: Host, folder: string, wish: object = {}) =>
  host.client.elsewhere.write({
    ...{ task: 'write', folder: dirname(folder), name: basename(folder) },
    ...{ of: { config: config() }, ...wish },
  })
const statesOf = async (host: Host) =>
  Object.fromEntries((await host.client.runs.list({})).map(({ name, state }) => [name, state]))

/** An engine that computes nothing leaves no file. */
function writeCheckpointOf(workspace: string, run: string): void {
  const store = openStore(workspaceAt(workspace).database)
  const [last] = store.checkpoints.kept(run)
  if (!last) throw new Error('The engine told of no checkpoint.')
  const { id: _, ...checkpoint } = last
  writeFiles(workspace, { [checkpoint.path]: 'weights' })
  const sha256 = createHash('sha256').update('weights').digest('hex')
  store.checkpoints.record({ ...checkpoint, bytes: 7, sha256 })
  store.close()
}

/** Three classes of two images each for training and for validation. */
async function imageFolder(): Promise<string> {
  const files = ['train', 'val'].flatMap((split, s) =>
    ['cat', 'dog', 'owl'].flatMap((name, c) =>
      [0, 1].map(async (i) => [`${split}/${name}/${i}.png`, await png(100 * s + 10 * c + i, 16)] as const),
    ),
  )
  return writeFiles(temporaryFolder(), Object.fromEntries(await Promise.all(files)))
}

describe('writing a job array', () => {
  it('names tasks as Slurm does', () => {
    expect([toRanges([0, 1, 2, 5, 7, 8]), toRanges([3])]).toEqual(['0-2,5,7-8', '3'])
  })

  it('takes the chosen runs out of the queue and leaves the others in it', async () => {
    const host = await startHost(temporaryFolder())
    const folder = join(temporaryFolder(), 'array')
    const options = { atOnce: 2, time: '1-00:00:00', memory: '16G', card: true, directives: ['partition=gpu'] }
    const { tasks, queued } = await write(host, folder, { only: [1, 3, 3], options: { threads: 3, ...options } })
    expect(tasks.map(({ number, name }) => [number, name])).toEqual([
      [1, 'b'],
      [3, 'd'],
    ])
    await Promise.all(queued.map((id) => untilRun(host, id, 'done')))
    expect(await statesOf(host)).toEqual({ a: 'done', b: 'cancelled', c: 'done', d: 'cancelled' })
    const { reason } = await host.client.runs.get({ id: tasks[0]?.run ?? '' })
    expect(reason).toBe(`Computed elsewhere, from ${folder}: adversarium merge brings it.`)

    const sbatch = readFileSync(join(folder, 'array.sbatch'), 'utf8')
    for (const directive of [
      'array=1,3%2',
      'cpus-per-task=3',
      'mem=16G',
      'time=1-00:00:00',
      'gres=gpu:1',
      'partition=gpu',
    ]) {
      expect(sbatch).toContain(`\n#SBATCH --${directive}\n`)
    }
    expect(sbatch).toContain('\n#SBATCH --job-name=it-is-quoted-rm--rf-HOME\n')
    // Nothing that a name says is a command.
    expect(sbatch.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'cd "$SLURM_SUBMIT_DIR" || exit 2',
      'exec ${ADVERSARIUM:-adversarium} task . "$SLURM_ARRAY_TASK_ID"',
    ])
    expect(readTask(folder, 3)).toMatchObject({ threads: 3, run: { id: tasks[1]?.run, conditions: [{ id: 'clean' }] } })
    expect(() => readTask(folder, 2)).toThrow(`The job array in ${folder} has no task 2.`)
  })

  it('is as if nothing had happened where it cannot be written', async () => {
    const host = await startHost(temporaryFolder())
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    await expect(write(host, folder)).rejects.toThrow('is not empty')
    await expect(write(host, join(folder, 'notes.txt', 'array'))).rejects.toThrow('There is no folder')
    await expect(write(host, join(folder, 'array'), { only: [4] })).rejects.toThrow('The experiment has no run 4')
    expect(await host.client.runs.list({})).toEqual([])
    expect(await host.client.experiments.list({})).toEqual([])
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })

  it('writes what never began of an experiment that is here', async () => {
    const host = await startHost(temporaryFolder())
    const first = await write(host, join(temporaryFolder(), 'array'), { only: [2, 3] })
    await Promise.all(first.queued.map((id) => untilRun(host, id, 'done')))
    const of = { experiment: first.experiment }
    await expect(write(host, join(temporaryFolder(), 'b'), { of, only: [0, 2] })).rejects.toThrow(
      'Run 0, "a", has begun here: it is done.',
    )
    const again = await write(host, join(temporaryFolder(), 'c'), { of })
    expect(again.tasks).toEqual(first.tasks)
  })
})

describe('a task of a job array', () => {
  it('is computed under the id that it was written with, goes on, and comes back', async () => {
    const host = await startHost(temporaryFolder())
    const folder = join(temporaryFolder(), 'array')
    const { tasks } = await write(host, folder, { only: [0] })
    const id = tasks[0]?.run ?? ''
    const result = join(folder, 'results/000')
    mkdirSync(result)
    const there = await startHost(result)
    expect(await there.client.elsewhere.begin({ folder, number: 0 })).toMatchObject({ id, name: 'a' })
    await untilRun(there, id, 'done')
    await untilEvaluated(there, id)
    expect(await there.client.elsewhere.begin({ folder, number: 0 })).toMatchObject({ id, state: 'done' })
    await there.close()
    writeCheckpointOf(result, id)

    const merge = () => host.client.elsewhere.merge({ task: 'merge', folder })
    expect((await merge()).runs).toMatchObject([{ outcome: 'unfinished', reason: 'Task 0 is not done.' }])
    writeDone(result, { run: id, machine: 'node17, CPU', program: '0.1.0', finishedAt: 1 })
    const before = await host.client.runs.get({ id })
    expect((await merge()).runs).toMatchObject([{ outcome: 'taken', evaluations: 1 }])
    const after = await host.client.runs.get({ id })
    expect(after).toMatchObject({ state: 'done', color: before.color, arrival: { machine: 'node17, CPU', folder } })
    expect((await merge()).runs).toMatchObject([{ outcome: 'known' }])
  })

  it('finds its images by what they were decoded to, and says in a sentence where it does not', async () => {
    const host = await startHost(temporaryFolder())
    const source = await imageFolder()
    const dataset = await host.client.datasets.import({ path: source, name: 'Pets' })
    const folder = join(temporaryFolder(), 'array')
    const of = {
      config: config({ base: { dataset: { id: 'image-folder' }, architecture: 'small-cnn:width=2,depth=1' } }),
    }
    const { notes } = await write(host, folder, { of, only: [0] })
    expect(notes[0]).toBe('The other machine needs "Pets": import it there, or write the array with its images.')

    const there = await startHost(temporaryFolder())
    const begin = (images: string) => there.client.elsewhere.begin({ folder, number: 0, images })
    await expect(begin(temporaryFolder())).rejects.toThrow(
      /^The images "Pets" \(fingerprint [0-9a-f]{12}\) are in none of /,
    )
    // A copy of the folder has other times, and another fingerprint.
    const copy = temporaryFolder()
    cpSync(source, copy, { recursive: true })
    const imagesFolder = temporaryFolder()
    const images = await startHost(imagesFolder)
    const imported = await images.client.datasets.import({ path: copy })
    expect(imported.fingerprint).not.toBe(dataset.fingerprint)
    const run = await begin(imagesFolder)
    expect(run.dataset).toBe(dataset.id)
    await untilRun(there, run.id, 'done')
  })

  it('takes images and weights along where it is told to', async () => {
    const { host, weights } = await withWeights()
    await host.client.datasets.import({ path: await imageFolder(), name: 'Pets' })
    const folder = join(temporaryFolder(), 'array')
    const base = { dataset: { id: 'image-folder' }, architecture: weights.architecture, initialWeights: weights.id }
    await write(host, folder, { of: { config: config({ base }) }, only: [1], withImages: true })
    expect(findArray(folder)?.tasks).toHaveLength(1)
    const there = await startHost(temporaryFolder())
    const run = await there.client.elsewhere.begin({ folder, number: 1 })
    await untilRun(there, run.id, 'done')
    expect((await there.client.weights.list({})).map(({ id }) => id)).toEqual([weights.id])

    writeFileSync(join(folder, 'weights', `${weights.id}.safetensors`), 'others')
    const late = await startHost(temporaryFolder())
    await expect(late.client.elsewhere.begin({ folder, number: 1 })).rejects.toThrow('its hash is another one')
    expect(await late.client.runs.list({})).toEqual([])
    expect(existsSync(join(folder, 'datasets'))).toBe(true)
  })
})
