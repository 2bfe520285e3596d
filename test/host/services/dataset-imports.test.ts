import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createHost } from '../../../src-main/host/create-host.ts'
import type { Dispatch } from '../../../src-main/host/dispatch.ts'
import { writeAnimals } from '../../support/animals.ts'
import { writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import {
  fakeEngine,
  launch,
  programFolder,
  startHost,
  untilRun,
  workspaceWithDataset,
} from '../../support/test-host.ts'

describe('an import', () => {
  it.each(['import', 'check'] as const)('as %s can be cancelled by its path, and leaves nothing', async (call) => {
    const path = await writeAnimals(join(temporaryFolder(), 'animals'), 150)
    const workspace = temporaryFolder()
    const { client } = await startHost(workspace)
    const reading = client.datasets[call]({ path })
    const seen = new Promise<void>((resolve) => {
      client.datasets.on('progress', (progress) => {
        expect(progress.path).toBe(path)
        resolve()
      })
    })
    await seen
    await client.datasets.cancelImport({ path: `${path}/../${basename(path)}` })
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
    expect(await client.datasets.list({})).toEqual([])
    await client.datasets.cancelImport({ path })
    expect((await client.datasets.import({ path })).counts).toEqual({ train: 240, validation: 60 })
  })

  it('is cancelled at any moment: whole or absent', async () => {
    const path = await writeAnimals(join(temporaryFolder(), 'animals'), 40)
    const workspace = temporaryFolder()
    const { client } = await startHost(workspace)
    for (let delayMs = 0; delayMs < 120; delayMs += 12) {
      const reading = client.datasets.import({ path, name: `After ${delayMs} ms` }).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      )
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      await client.datasets.cancelImport({ path })
      const outcome = await reading
      const listed = await client.datasets.list({})
      expect([outcome, listed.length]).toBeOneOf([
        ['cancelled', 0],
        ['done', 1],
      ])
      expect(readdirSync(join(workspace, 'datasets'))).toHaveLength(listed.length)
      for (const { id } of listed) await client.datasets.remove({ id })
      await client.trash.empty({})
    }
  })

  it('ends with the host, which leaves nothing half', async () => {
    const path = await writeAnimals(join(temporaryFolder(), 'animals'), 200)
    const workspace = temporaryFolder()
    const host = await startHost(workspace)
    const reading = host.client.datasets.import({ path })
    const ended = expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    await new Promise<void>((resolve) => void host.client.datasets.on('progress', () => resolve()))
    await host.close()
    await ended
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
  })

  it('keeps its report', async () => {
    const path = await writeAnimals(join(temporaryFolder(), 'animals'))
    writeFiles(path, { 'cat/notes.txt': 'x' })
    const { client } = await startHost()
    const checked = await client.datasets.check({ path })
    const { id } = await client.datasets.import({ path, name: 'My animals' })
    expect(await client.datasets.report({ id })).toEqual({ ...checked, title: 'My animals' })
    expect(checked.skipped).toEqual([{ path: 'cat/notes.txt', reason: 'is no image by its name' }])
  })
})

describe('removing a dataset', () => {
  it('deletes the decoded copy, keeps the source, and is announced', async () => {
    const path = await writeAnimals(join(temporaryFolder(), 'animals'))
    const workspace = temporaryFolder()
    const { client } = await startHost(workspace)
    const { id } = await client.datasets.import({ path })
    const removed: string[] = []
    client.datasets.on('removed', (event) => removed.push(event.id))
    await client.datasets.remove({ id })
    expect(removed).toEqual([id])
    expect(await client.datasets.list({})).toEqual([])
    await client.trash.empty({})
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
    expect(existsSync(join(path, 'cat/0.png'))).toBe(true)
    await expect(client.datasets.remove({ id })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is refused where a run uses it', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    mkdirSync(join(workspace, 'datasets', 'shapes-1'), { recursive: true })
    const { runs } = await launch(host, ['one', 'two', 'three', 'four', 'five'], { conditions: [] })
    await untilRun(host, runs[4] ?? '', 'done')
    await expect(host.client.datasets.remove({ id: 'digits' })).rejects.toMatchObject({
      code: 'conflict',
      message: '"Digits" is used by the runs "one", "two", "three" and 2 more.',
    })
    expect(readdirSync(join(workspace, 'datasets'))).toEqual(['shapes-1'])
  })
})

describe('a browser', () => {
  it('imports below the data folder of the host and hears its progress; programs import from anywhere', async () => {
    const [root, elsewhere] = [temporaryFolder(), await writeAnimals(join(temporaryFolder(), 'elsewhere'))]
    await writeAnimals(join(root, 'animals'))
    const host = await createHost({
      workspace: temporaryFolder(),
      programFolder,
      engineEntry: fakeEngine,
      dataRoot: root,
    })
    onTestFinished(() => host.close())
    const { port, token } = host.address
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`, { origin: `http://127.0.0.1:${port}` })
    onTestFinished(() => socket.close())
    const frames: unknown[] = []
    const replied = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        if (frames.push(JSON.parse((data as Buffer).toString())) && frames.filter(isReply).length === 2) resolve()
      })
    })
    await new Promise((resolve) => socket.on('open', resolve))
    const send = (frame: object): void => socket.send(JSON.stringify(frame))
    send({ subscribe: 'datasets.progress' })
    send({ id: 1, path: 'datasets.import', input: { path: elsewhere } })
    send({ id: 2, path: 'datasets.import', input: { path: 'animals' } })
    await replied
    expect(frames).toContainEqual({ path: 'datasets.progress', payload: { path: 'animals', done: 6, total: 6 } })
    const replies = frames.filter(isReply).toSorted((a, b) => a.id - b.id)
    expect(replies).toMatchObject([
      { reply: { ok: false, error: { message: `${elsewhere} lies outside of the data folder ${root}.` } } },
      { reply: { ok: true, value: { title: 'animals' } } },
    ])
    expect(await host.client.datasets.import({ path: elsewhere })).toMatchObject({ title: 'elsewhere' })
  })

  it('has a data folder that exists', async () => {
    const path = join(temporaryFolder(), 'absent')
    const starting = createHost({ workspace: temporaryFolder(), programFolder, dataRoot: path })
    await expect(starting).rejects.toMatchObject({
      code: 'invalid-input',
      message: `--data-root must be a folder: got ${path}.`,
    })
  })
})

const isReply = (frame: unknown): frame is { id: number } =>
  typeof frame === 'object' && frame !== null && 'id' in frame

describe('a caller that is limited to a data folder', () => {
  const ask = (dispatch: Dispatch, path: string, dataRoot: string | null, call = 'check') =>
    dispatch(`datasets.${call}`, { path }, { dataRoot })

  it('reads below it, by relative paths too', async () => {
    const root = temporaryFolder()
    const path = await writeAnimals(join(root, 'sets', 'animals'))
    symlinkSync(join(root, 'sets'), join(root, 'link'))
    const { dispatch } = await startHost()
    for (const given of [path, 'sets/animals', './link/animals', 'sets/../link/animals']) {
      expect(await ask(dispatch, given, root), given).toMatchObject({ ok: true, value: { title: 'animals' } })
    }
    expect(await ask(dispatch, 'sets/animals', root, 'import')).toMatchObject({ ok: true })
    expect(await ask(dispatch, 'absent', root)).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  it('reads nothing outside, by whatever way', async () => {
    const folder = temporaryFolder()
    const [root, outside] = [join(folder, 'data'), join(folder, 'data-of-others')]
    await writeAnimals(outside)
    await writeAnimals(join(root, 'mixed'))
    symlinkSync(outside, join(root, 'direct'))
    symlinkSync(join(outside, 'dog'), join(root, 'mixed', 'wolf'))
    symlinkSync(join(outside, 'dog', '0.png'), join(root, 'mixed', 'cat', 'stolen.png'))
    const { dispatch } = await startHost()
    const paths = [outside, '/', '..', '../data-of-others', 'mixed/../../data-of-others', 'direct', 'direct/dog']
    for (const path of [...paths, 'mixed', join(folder, 'absent')]) {
      for (const call of ['check', 'import']) {
        expect(await ask(dispatch, path, root, call), path).toMatchObject({
          ok: false,
          error: { code: 'unauthorized', hint: expect.stringContaining('--data-root') as string },
        })
      }
    }
  })

  it('names no path where no folder was chosen, and hears how to choose one', async () => {
    const { dispatch } = await startHost()
    expect(await ask(dispatch, await writeAnimals(temporaryFolder()), null)).toEqual({
      ok: false,
      error: {
        code: 'unauthorized',
        message: 'From a browser, paths can be read below the data folder only: none was chosen.',
        hint: 'Start the host with one: npm start -- --data-root <folder>, or adversarium serve --data-root <folder>. Or import in a terminal, which reads from anywhere.',
      },
    })
  })
})
