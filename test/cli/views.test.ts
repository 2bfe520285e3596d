import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SavedView } from '../../src-main/contract/index.ts'
import { openStore } from '../../src-main/store/store.ts'
import { isBuilt, runCommand } from '../support/command-line.ts'
import { serveWorkspace } from '../support/served-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe.skipIf(!isBuilt)('views on the command line', () => {
  it('are listed, opened where a host serves them, removed, and put back by name', async () => {
    const workspace = temporaryFolder()
    const store = openStore(join(workspace, 'store', 'adversarium.db'))
    store.views.put({
      ...{ id: 'mine', name: 'My runs', screen: 'runs', query: { group: 'none' }, createdAt: 1, changedAt: 1 },
      runs: { gone: 'base' },
    })
    store.close()
    const { run, stop } = await serveWorkspace(workspace)
    const [view] = SavedView.array().parse(JSON.parse((await run('views', 'list', '--json')).stdout))
    expect(view).toMatchObject({ name: 'My runs', missing: [{ name: 'base', isTrashed: false }] })
    const opened = await run('views', 'open', 'my runs')
    expect(opened.stdout).toMatch(
      /"base" was deleted\.\n"My runs" is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+#\/views\/mine$/,
    )
    expect((await run('views', 'remove', 'mine')).stdout).toContain('adversarium trash restore view:mine')
    expect((await run('trash', 'restore', 'view:mine')).stdout).toBe('"My runs" is back.')
    expect((await run('views', 'list')).stdout).toMatch(/^My runs +runs/m)
    await stop()
    expect(await runCommand(['views', 'open', 'My run', '--workspace', workspace])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no view "My run".'),
    })
  })
})
