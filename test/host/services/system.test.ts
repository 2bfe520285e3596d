import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Load, LogLine } from '../../../src-main/contract/index.ts'
import { launch, programFolder, startHost, until, untilRun, workspaceWithDataset } from '../../support/test-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const isBuilt = existsSync(join(programFolder, 'out', 'main', 'runtime.cjs'))
if (!isBuilt) console.log('SKIPPED the doctor of a host: out/main/runtime.cjs is not built')

describe('preferences', () => {
  it('are found again after a restart, as they were', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const columns = ['name', { id: 'accuracy', show: 'best' }]
    await host.client.system.setPreference({ key: 'runs.columns', value: columns })
    await host.client.system.setPreference({ key: 'theme', value: 'dark' })
    await host.client.system.setPreference({ key: 'theme', value: null })
    await host.close()
    const again = await startHost(workspace)
    expect(await again.client.system.preferences({})).toEqual({ 'runs.columns': columns, theme: null })
  })
})

describe('settings', () => {
  it('have defaults, and keep the threads with the workspace and the folder with the user', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    expect(await host.client.system.settings({})).toEqual({ tensorflow: null, interactiveThreads: 2 })
    const tensorflow = temporaryFolder()
    writeFileSync(join(tensorflow, 'libtensorflow_cc.so.2'), '')
    writeFileSync(join(workspace, 'settings.json'), '{"theirs": 1}')
    await host.client.system.setSettings({ interactiveThreads: 5, tensorflow })
    expect(JSON.parse(readFileSync(join(workspace, 'settings.json'), 'utf8'))).toEqual({ theirs: 1, tensorflow })
    expect(await host.client.system.settings({})).toEqual({ tensorflow, interactiveThreads: 5 })
    expect((await host.client.system.setSettings({ tensorflow: null })).tensorflow).toBeNull()
  })

  it('refuse a folder that holds no libtensorflow, and any from a browser', async () => {
    const { client, dispatch } = await startHost()
    const empty = temporaryFolder()
    for (const tensorflow of [empty, join(empty, 'none'), 'lib']) {
      await expect(client.system.setSettings({ tensorflow })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('must be the full path of a folder that holds libtensorflow'),
      })
    }
    expect(await dispatch('system.setSettings', { tensorflow: empty }, { dataRoot: null })).toMatchObject({
      ok: false,
      error: { code: 'unauthorized' },
    })
    expect(await dispatch('system.setSettings', { interactiveThreads: 3 }, { dataRoot: null })).toMatchObject({
      ok: true,
    })
  })
})

describe('the log', () => {
  it('is told as it is written and can be read again, also of one run, and stands half a line', async () => {
    const workspace = workspaceWithDataset()
    const logs = join(workspace, 'logs')
    mkdirSync(logs, { recursive: true })
    writeFileSync(join(logs, 'host.log'), '{"at":"2026-01-01T00:00:00.000Z","level":"info","mess')
    const host = await startHost(workspace)
    const heard: LogLine[] = []
    host.client.system.on('logged', (line) => heard.push(line))
    const { runs } = await launch(host, ['crash at once', 'fine'], { conditions: [] })
    await untilRun(host, runs[1] as string, 'done')
    const all = await host.client.system.log({})
    expect(all[0]?.text).toBe('The host is ready.')
    const ofRun = await host.client.system.log({ run: runs[0] as string })
    expect(ofRun.map(({ level, text }) => [level, text])).toContainEqual(['debug', 'job train of crash at once'])
    expect(ofRun.at(-1)).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/^Job \d+ \(train\) crashed\. The engine ended by signal SIGKILL/),
      run: runs[0],
    })
    expect(heard).toEqual(expect.arrayContaining(ofRun))
    expect(await host.client.system.log({ limit: 2 })).toEqual(all.slice(-2))
  })
})

describe('the load', () => {
  it('is measured while a job runs, with the memory of its engine', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'], { conditions: [] })
    const loads: Load[] = []
    host.client.system.on('loadMeasured', (load) => loads.push(load))
    await until(
      host,
      'system.loadMeasured',
      () => Promise.resolve(loads),
      (measured) => measured.length > 1,
    )
    const load = loads.at(-1) as Load
    expect(load.cpu).toBeGreaterThanOrEqual(0)
    expect(load.cpu).toBeLessThanOrEqual(1)
    expect(load.memoryBytes).toBeLessThan(load.memoryTotalBytes)
    if (process.platform === 'linux') expect(load.engineBytes).toBeGreaterThan(1_000_000)
    await host.client.runs.cancel({ id: runs[0] as string })
  })
})

describe('storage', () => {
  it('tells every kind with its size', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['fine'], { conditions: [] })
    await untilRun(host, runs[0] as string, 'done')
    const rows = await host.client.system.storage({})
    expect(rows.map(({ kind }) => kind)).toEqual([
      'database',
      'copies',
      'checkpoints',
      'trash',
      'datasets',
      'weights',
      'exports',
      'explanations',
      'logs',
    ])
    expect(rows.find(({ kind }) => kind === 'checkpoints')).toMatchObject({ count: 1, bytes: 4 })
    expect((await host.client.runs.get({ id: runs[0] as string })).bytes).toBe(4)
    expect(rows.find(({ kind }) => kind === 'database')?.bytes).toBeGreaterThan(10_000)
  })
})

describe('exports', () => {
  it('are deleted with what lies below them, but for what is just being written', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const folder = join(workspace, 'exports')
    mkdirSync(join(folder, 'model'), { recursive: true })
    writeFileSync(join(folder, 'sheet.html'), 'sheet')
    writeFileSync(join(folder, 'model', 'weights.bin'), 'weights')
    const unfinished = 'sheet-2.html.0123456789ab.tmp'
    writeFileSync(join(folder, unfinished), 'half')
    expect(await host.client.system.emptyExports({})).toEqual({ files: 2, bytes: 12 })
    expect(readdirSync(folder)).toEqual([unfinished])
    expect(await host.client.system.emptyExports({})).toEqual({ files: 0, bytes: 0 })
  })
})

describe.runIf(isBuilt)('the doctor', () => {
  it('tells the host what the command line is told', async () => {
    const report = await (await startHost()).client.system.doctor({})
    expect(report.rows.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['Node', 'Addon', 'Processor']))
  })
})
