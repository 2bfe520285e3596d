import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leavesOf, overwritePage } from '../support/damage.ts'
import { answerQuestions, openWindow, whyNoElectron } from './support/electron.ts'
import { longRun, readRuns, workspaceWithRun } from './support/small-run.ts'

const patient = { timeout: 60_000, interval: 250 }
const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED a damaged database under the window: ${reason}`)

describe.skipIf(reason !== null)('a database that is damaged under the window', () => {
  it('is refused with a question; its copy comes back at a click, and the window goes on', async () => {
    const workspace = await workspaceWithRun(longRun)
    const database = join(workspace, 'store', 'adversarium.db')
    const window = await openWindow(workspace)
    try {
      const { app, page } = window
      await page.locator('[data-run]').first().waitFor({ timeout: 60_000 })
      await expect.poll(() => existsSync(join(workspace, 'store/copies/copy-000001.db')), patient).toBe(true)
      const asked = await answerQuestions(app, 0)
      overwritePage(database, leavesOf(database, 'tag_by_name')[0] as number)
      const { pid } = JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGKILL')
      await expect
        .poll(asked, patient)
        .toEqual([
          expect.stringMatching(/^The database .* is damaged: /),
          expect.stringMatching(/^The database is that of .* again\. The damaged files are kept in /),
        ])
      await expect.poll(async () => (await readRuns(page).catch(() => [])).length, patient).toBe(1)
      expect(readdirSync(join(workspace, 'store'))).toContain('damaged-1')
    } finally {
      await window.close()
      rmSync(workspace, { recursive: true, force: true })
    }
  })
})
