import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forkHost } from '../../src-main/desktop/fork-host.ts'
import type { HostFailure, HostLink } from '../../src-main/desktop/host-link.ts'
import { offerRemedies } from '../../src-main/desktop/offer-remedies.ts'
import { makeCopy } from '../../src-main/store/copies.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { fillDatabase, leavesOf, overwrite, overwritePage } from '../support/damage.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const newest = migrations.at(-1)?.version as number
const hostFile = fileURLToPath(new URL('../support/run-host.ts', import.meta.url))

async function open(workspace: string, mend: 'restore' | 'salvage' | null): Promise<HostLink | HostFailure> {
  const opened = await forkHost(hostFile, workspace, mend)
  if (!('failed' in opened)) onTestFinished(() => opened.close())
  return opened
}

describe('a host whose database is damaged', () => {
  it('offers the newest copy and what can be read, and opens with the copy when that is chosen', async () => {
    const workspace = temporaryFolder()
    const path = fillDatabase(workspace, newest)
    await makeCopy(path)
    overwrite(path, 0, 100)
    const refused = (await open(workspace, null)) as HostFailure
    expect(refused).toMatchObject({ failed: { code: 'database' }, remedies: { canSalvage: true } })
    expect(offerRemedies(refused.remedies).map(({ label, mend }) => [label.replace(/ of .*/, ''), mend])).toEqual([
      ['Restore the copy', 'restore'],
      ['Salvage what can be read', 'salvage'],
    ])
    const link = (await open(workspace, 'restore')) as HostLink
    expect(link.mended).toMatch(/^The database is that of .* again\. The damaged files are kept in .*damaged-1\.$/)
  })

  it('opens with what can be read when that is chosen, and says what was lost', async () => {
    const workspace = temporaryFolder()
    const path = fillDatabase(workspace, newest)
    overwritePage(path, leavesOf(path, 'event')[5] as number)
    expect(offerRemedies(((await open(workspace, null)) as HostFailure).remedies)).toEqual([
      { label: 'Salvage what can be read', mend: 'salvage' },
    ])
    const link = (await open(workspace, 'salvage')) as HostLink
    expect(link.mended).toMatch(
      /^[\d,]+ rows were saved, lost were rows of event \(\d+\)\. The damaged files are kept in /,
    )
  })

  it('offers nothing where mending would not help', async () => {
    const workspace = temporaryFolder()
    const path = fillDatabase(workspace, newest)
    overwriteVersion(path)
    expect(await open(workspace, null)).toEqual({
      failed: { code: 'database', message: expect.stringContaining('newer version'), hint: expect.any(String) },
    })
  })
})

/** As a program of a far newer version leaves it. */
function overwriteVersion(path: string): void {
  const db = new Sqlite(path)
  db.pragma('user_version = 999')
  db.close()
}
