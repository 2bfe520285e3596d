import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AppError } from '../../src-main/contract/wire.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import { nothingSeen } from '../../src-main/core/training/overfitting.ts'
import type { TrainingState } from '../../src-main/core/training/state.ts'
import { createHost } from '../../src-main/host/create-host.ts'
import { importDataset } from '../../src-main/host/datasets/import-dataset.ts'
import { exportCheckpoint } from '../../src-main/host/weights/export/export-checkpoint.ts'
import { writeCheckpoint } from '../../src-main/engine/checkpoint-files.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { runProgram } from '../../src-main/cli/program.ts'
import { png, writeFiles } from '../support/images.ts'
import { leaveOut } from '../support/leave-out.ts'
import { fillDisk, readOnlyView, smallDisk, whyNoMounts } from '../support/mounts.ts'
import { readTables, writeOlderWorkspace } from '../support/older-workspace.ts'
import { smallNetwork } from '../support/small-weights.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { fakeEngine, programFolder, startHost, until, untilRun, workspaceWithDataset } from '../support/test-host.ts'

const reason = whyNoMounts()
const realEngine = join(programFolder, 'out/main/engine.cjs')

if (reason !== null) leaveOut('full disks and read-only workspaces', reason)
else {
  describe('a full disk', () => {
    it.skipIf(!existsSync(realEngine))(
      'stops a training with one sentence, keeps what was recorded, and lets it go on',
      { timeout: 120_000 },
      async () => {
        const disk = smallDisk(6000)
        const host = await startHost(join(disk, 'workspace'), realEngine)
        const { runs } = await host.client.experiments.launch({
          base: {
            dataset: { id: 'shapes', params: { train: 64, validation: 16, size: 16 } },
            epochs: 40,
            batchSize: 8,
          },
          runs: [{ name: 'long' }],
        })
        const [id] = runs as [string]
        await until(
          host,
          'runs.points',
          () => host.client.runs.get({ id }),
          ({ step }) => step > 16,
        )
        const free = fillDisk(disk)
        // What the last batch and the run's end could not write down is, once there is space.
        const info = await until(
          host,
          'system.engineChanged',
          () => host.client.system.info({}),
          ({ engines }) => engines[0]?.state === 'paused',
        )
        expect(info.engines[0]?.note).toMatch(/^The queue waits: The disk is full/)
        expect(unfinishedIn(join(disk, 'workspace/runs', id, 'checkpoints'))).toEqual([])

        free()
        const halted = await untilRun(host, id, 'interrupted')
        expect(halted.reason).toMatch(
          /^The disk is full: .*\. (Resume goes on at step \d+\.|It had no checkpoint yet\.)$/,
        )
        await host.client.runs.resume({ id })
        await untilRun(host, id, 'done')
        const points = await host.client.runs.metrics({ id })
        expect(new Set(points.map(({ name, step }) => `${name} ${step}`)).size).toBe(points.length)
        expect(Math.max(...points.map(({ step }) => step))).toBe(40 * 8)
      },
    )

    it('refuses what cannot be recorded with one sentence, and takes it when there is space', async () => {
      const disk = smallDisk(3000)
      const { client } = await startHost(hostFolder(disk))
      const remember = (value: string) => client.system.setPreference({ key: 'long', value })
      await remember('short')
      const free = fillDisk(disk)
      // What SQLite has in its log's file already is used first.
      let refusal: AppError | null = null
      for (let i = 0; i < 40 && refusal === null; i++) {
        refusal = await remember(String(i).repeat(200_000)).then(
          () => null,
          (error: AppError) => error,
        )
      }
      expect(refusal).toMatchObject({
        code: 'storage',
        message: expect.stringMatching(/^The disk is full: nothing more/),
      })
      expect(await client.runs.list({})).toEqual([])
      free()
      await remember('at last')
      expect((await client.system.preferences({}))['long']).toBe('at last')
    })

    it('ends an import with one sentence and leaves nothing of it', async () => {
      const source = join(temporaryFolder(), 'animals')
      const files: Record<string, Buffer> = {}
      for (const name of ['cat', 'dog']) for (let i = 0; i < 40; i++) files[`${name}/${i}.png`] = await png(i)
      writeFiles(source, files)
      const disk = smallDisk(1000)
      // Enough for the pixels, not for the names and labels behind them.
      const free = fillDisk(disk, 20)
      await expect(importDataset({ path: source, workspace: disk })).rejects.toMatchObject({
        code: 'storage',
        message: 'The disk is full: the decoded dataset could not be written.',
      })
      expect(readdirSync(join(disk, 'datasets'))).toEqual([])
      free()
      expect((await importDataset({ path: source, workspace: disk })).counts).toEqual({ train: 64, validation: 16 })
    })

    it('ends a checkpoint and an export with one sentence and leaves nothing of them', async () => {
      const disk = smallDisk(4000)
      const { network, state } = smallTraining()
      const { path: checkpoint } = writeCheckpoint(temporaryFolder(), 'last', network, state)
      mkdirSync(join(disk, 'exports'))
      const free = fillDisk(disk, 4)
      expect(() => writeCheckpoint(join(disk, 'checkpoints'), 'last', network, state)).toThrow(
        expect.objectContaining({
          code: 'storage',
          message: expect.stringMatching(/^The disk is full: the checkpoint of step 7 \(/),
        }),
      )
      expect(readdirSync(join(disk, 'checkpoints'))).toEqual([])
      const path = join(disk, 'exports', 'model.safetensors')
      const architecture = { id: 'small-cnn', params: { width: 64, depth: 1 } }
      const request = { checkpoint, network, architecture, classes, format: 'safetensors', path } as const
      await expect(exportCheckpoint(request, new AbortController().signal)).rejects.toMatchObject({
        code: 'storage',
        message: `The disk is full: the export ${path} could not be written.`,
      })
      expect(readdirSync(join(disk, 'exports'))).toEqual([])
      free()
      expect(await exportCheckpoint(request, new AbortController().signal)).toBeGreaterThan(1000)
    })

    it('loses nothing of a database that cannot be upgraded, and upgrades it when there is space', () => {
      const disk = smallDisk(2000)
      const path = writeOlderWorkspace(disk, 1)
      const bytes = readFileSync(path)
      const rows = readTables(path)
      // Too little for the copy; enough for it, and too little for the change.
      for (const left of [8, 40 + Math.ceil(bytes.length / 1024)]) {
        const free = fillDisk(disk, left)
        expect(() => openDatabase(path)).toThrow(
          expect.objectContaining({
            message: expect.stringMatching(/disk is full/),
            hint: expect.stringMatching(/[Ff]ree/),
          }),
        )
        const now = readTables(path)
        for (const name of ['metric', 'prediction', 'event', 'job']) expect(now.get(name)).toEqual(rows.get(name))
        free()
      }
      openDatabase(path).close()
    })

    it('is told at the start of a host', async () => {
      const disk = smallDisk(1000)
      mkdirSync(join(disk, 'workspace'))
      const free = fillDisk(disk)
      const options = { workspace: join(disk, 'workspace'), programFolder, engineEntry: fakeEngine }
      await expect(createHost(options)).rejects.toMatchObject({
        code: 'storage',
        message: expect.stringMatching(/disk is full/),
      })
      free()
      const host = await createHost(options)
      await host.close()
    })
  })

  describe('a read-only workspace', () => {
    it('is refused with one sentence by host and command line, and nothing is written', async () => {
      const folder = workspaceWithDataset()
      const view = readOnlyView(folder)
      const before = readdirSync(folder, { recursive: true })
      await expect(createHost({ workspace: view, programFolder, engineEntry: fakeEngine })).rejects.toMatchObject({
        code: 'storage',
        message: `The workspace ${view} cannot be written: its file system is read-only.`,
        hint: expect.stringContaining('--workspace'),
      })
      const printed: string[] = []
      const stream = { write: (text: string) => printed.push(text) }
      expect(await runProgram(['runs', '--workspace', view, '--json'], { stdout: stream, stderr: stream })).toBe(1)
      expect(JSON.parse(printed.join(''))).toMatchObject({ type: 'error', error: { code: 'storage' } })
      expect(readdirSync(folder, { recursive: true })).toEqual(before)
    })
  })
}

const classes = ['a', 'b', 'c', 'd']

function smallTraining() {
  const network = smallNetwork(classes.length, 64)
  const model = initialize(network, 0)
  const state: TrainingState = {
    ...model,
    step: 7,
    epoch: 1,
    stepsPerEpoch: 5,
    slots: model.weights.map((values) => [values]),
    schedule: {},
    freezing: { policy: 'all', since: {}, memory: {} },
    epochLoss: { sum: 0, images: 0 },
    earlyStopping: { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 0 },
    keeping: { otherBest: null },
    overfitting: nothingSeen,
  }
  return { network, state }
}

const unfinishedIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tmp')) : []

/** A workspace with a dataset on this disk. */
function hostFolder(disk: string): string {
  const folder = join(disk, 'workspace')
  const from = workspaceWithDataset()
  mkdirSync(join(folder, 'store'), { recursive: true })
  writeFileSync(join(folder, 'store/adversarium.db'), readFileSync(join(from, 'store/adversarium.db')))
  return folder
}
