import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createHost } from '../../src-main/host/create-host.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { readTables, writeOlderWorkspace } from '../support/older-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { fakeEngine, programFolder } from '../support/test-host.ts'

const day = 24 * 3600

describe('the daily copy', () => {
  it('is made once a day, and anew where the last one seems to come from the future', async () => {
    const workspace = temporaryFolder()
    writeOlderWorkspace(workspace, migrations.at(-1)?.version as number)
    const folder = join(workspace, 'store/copies')
    const names = (): string[] => {
      try {
        return readdirSync(folder).filter((name) => name.endsWith('.db'))
      } catch {
        return []
      }
    }
    /** Opens the workspace until there are so many copies; a host that ends waits for its copy or gives it up. */
    const open = async (count: number): Promise<void> => {
      const settingsFile = join(workspace, 'settings.json')
      const options = { workspace, programFolder, engineEntry: fakeEngine, settingsFile, startsQueue: false }
      const host = await createHost(options)
      await vi.waitUntil(() => names().length === count, { timeout: 30_000 })
      await host.close()
    }
    await open(1)
    await open(1)
    expect(names()).toEqual(['copy-000001.db'])
    const touch = (name: string, seconds: number): void => {
      const at = Date.now() / 1000 + seconds
      utimesSync(join(folder, name), at, at)
    }
    touch('copy-000001.db', -2 * day)
    await open(2)
    touch('copy-000002.db', 2 * day)
    await open(3)
    expect(names().toSorted()).toEqual(['copy-000001.db', 'copy-000002.db', 'copy-000003.db'])
    const runs = readTables(join(folder, 'copy-000003.db')).get('run')
    expect(runs?.length).toBe(4)
  })
})
