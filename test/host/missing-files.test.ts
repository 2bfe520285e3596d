import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src-main/host/create-host.ts'
import { leaveOut } from '../support/leave-out.ts'
import { png, writeFiles } from '../support/images.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { programFolder, startHost, untilEvaluated, untilRun } from '../support/test-host.ts'

const engine = join(programFolder, 'out/main/engine.cjs')

async function train(host: Host, dataset: { id: string; params?: Record<string, number> }) {
  // Without an evaluation behind it, which would find the spoiled images first.
  const { runs } = await host.client.experiments.launch({
    base: { dataset, architecture: 'small-cnn:width=4,depth=1', epochs: 1, batchSize: 8 },
    runs: [{ name: 'run' }],
    conditions: [],
  })
  return untilRun(host, runs[0] as string, 'done', 'failed')
}
const warnings = async (host: Host, id: string): Promise<string[]> =>
  (await host.client.runs.events({ id })).filter(({ kind }) => kind === 'warning').map(({ message }) => message)

/** Other bytes, the same size. */
function change(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(16, 0x5a), 0, 16, statSync(path).size - 100)
  closeSync(file)
}

if (!existsSync(engine)) leaveOut('missing files', 'out/main/engine.cjs is not built')
else {
  describe('decoded images that are missing or changed', () => {
    it('are made again from the original, with a word in the run', { timeout: 120_000 }, async () => {
      const workspace = temporaryFolder()
      const source = join(temporaryFolder(), 'animals')
      const files: Record<string, Buffer> = {}
      for (const [label, name] of ['cat', 'dog'].entries()) {
        for (let i = 0; i < 20; i++) files[`${name}/${i}.png`] = await png(100 * label + i, 16, 16)
      }
      writeFiles(source, files)
      const host = await startHost(workspace, engine)
      await host.client.datasets.import({ path: source })
      const choice = { id: 'image-folder' }
      expect(await train(host, choice)).toMatchObject({ state: 'done' })

      const cache = join(workspace, 'datasets', readdirSync(join(workspace, 'datasets'))[0] as string)
      const images = join(cache, 'train.images.u8')
      for (const spoil of [() => rmSync(images), () => truncateSync(images, 100), () => change(images)]) {
        spoil()
        const { id, state } = await train(host, choice)
        expect(state).toBe('done')
        expect(await warnings(host, id)).toContain(
          `The decoded images of "animals" were damaged: they were made again from ${source}.`,
        )
      }

      renameSync(source, `${source}-elsewhere`)
      // Without its original a whole dataset is as good as before.
      expect(await train(host, choice)).toMatchObject({ state: 'done' })
      rmSync(cache, { recursive: true })
      const lost = await train(host, choice)
      expect(lost).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining(
          `The decoded images of "animals" are missing, and they cannot be made again: There is nothing at ${source}.`,
        ),
      })
      writeFiles(source, { 'cat/0.png': await png(7, 16, 16), 'dog/0.png': await png(8, 16, 16) })
      expect((await train(host, choice)).reason).toContain(`what lies at ${source} is not what was imported`)
      expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
      rmSync(source, { recursive: true })
      renameSync(`${source}-elsewhere`, source)
      expect(await train(host, choice)).toMatchObject({ state: 'done' })
    })
  })

  describe('a checkpoint that is missing or changed', () => {
    it('is named, and the rest of the run stays', { timeout: 120_000 }, async () => {
      const workspace = temporaryFolder()
      const host = await startHost(workspace, engine)
      const { id } = await train(host, { id: 'shapes', params: { train: 32, validation: 16, size: 16 } })
      const [checkpoint] = await host.client.runs.checkpoints({ id })
      const path = join(workspace, checkpoint?.path as string)
      const ask = async (severity: number) => {
        await host.client.evaluations.launch({ run: id, conditions: [`gaussian-noise:sigma=${severity}`] })
        return (await untilEvaluated(host, id)).at(-1)
      }
      expect(await ask(0.1)).toMatchObject({ state: 'done' })
      change(path)
      expect(await ask(0.2)).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/^The checkpoint .*safetensors cannot be read: .+\. Put the file back/),
      })
      rmSync(path)
      expect((await ask(0.3))?.reason).toContain(`The checkpoint ${path} cannot be read: the file is gone`)
      expect((await host.client.runs.metrics({ id })).length).toBeGreaterThan(0)
      expect(await host.client.runs.get({ id })).toMatchObject({ state: 'done' })
    })
  })
}
