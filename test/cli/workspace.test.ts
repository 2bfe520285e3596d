import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../src-main/cli/program.ts'
import { lockWorkspace } from '../../src-main/host/lock.ts'
import { createWorkspace, workspaceAt } from '../../src-main/host/workspace.ts'
import { makeCopy } from '../../src-main/store/copies.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { fillDatabase, filled, leavesOf, overwrite, overwritePage } from '../support/damage.ts'
import { readTables } from '../support/older-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const newest = migrations.at(-1)?.version as number

async function run(
  folder: string,
  ...args: string[]
): Promise<{ code: number; text: string; json: Record<string, unknown> }> {
  const printed: string[] = []
  const stream = { write: (text: string) => printed.push(text) }
  const code = await runProgram(['workspace', ...args, '--workspace', folder], { stdout: stream, stderr: stream })
  const text = printed.join('')
  return { code, text, json: args.includes('--json') ? (JSON.parse(text) as Record<string, unknown>) : {} }
}

describe('adversarium workspace', () => {
  it('checks database, copies and the files that it names', async () => {
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    await makeCopy(path)
    const checkpoint = join(folder, 'runs/run-a/checkpoints/last-000000040.safetensors')
    mkdirSync(join(checkpoint, '..'), { recursive: true })
    writeFileSync(checkpoint, Buffer.alloc(9000))
    const { code, text } = await run(folder, 'check')
    expect(code).toBe(1)
    expect(text).toMatch(/database\s+whole, .*version \d+/)
    expect(text).toMatch(/checkpoint of "base" at step 40\s+changed since it was written/)
    expect(text).toMatch(/checkpoint of "base" at step 30\s+missing/)
    expect(text).toMatch(/images of "Digits"\s+missing or cut off/)
    expect(text).toMatch(/copy-000001\.db/)
  })

  it('salvages a damaged database, and says how much of what was saved and lost', async () => {
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    overwritePage(path, leavesOf(path, 'event')[5] as number)
    expect((await run(folder, 'check')).text).toMatch(/damage|Tree|btree/i)
    const { code, text } = await run(folder, 'salvage')
    expect(code).toBe(0)
    expect(text).toMatch(/event\s+1,9\d\d\s+\d\d/)
    expect(text).toMatch(new RegExp(`prediction\\s+${filled.predictions.toLocaleString('en')}\\s+0`))
    expect(text).toMatch(/are kept in .*damaged-1/)
    openDatabase(path).close()
    expect(await run(folder, 'salvage', '--json')).toMatchObject({ code: 1, json: { error: { code: 'conflict' } } })
  })

  it('restores the newest copy or a named one', async () => {
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    const rows = readTables(path)
    await makeCopy(path)
    overwrite(path, 0, 100)
    const { code, text } = await run(folder, 'restore')
    expect(code).toBe(0)
    expect(text).toMatch(/^The database is that of .* again \(copy-000001\.db\)/)
    expect(readTables(path)).toEqual(rows)
    expect((await run(folder, 'restore', 'copy-000009.db', '--json')).json).toMatchObject({
      error: { code: 'not-found', message: expect.stringContaining('called copy-000009.db') },
    })
  })

  it('leaves alone what is no workspace, has no copy, or is in use', async () => {
    const empty = temporaryFolder()
    expect((await run(empty, 'check', '--json')).json).toMatchObject({ error: { code: 'not-found' } })
    const folder = temporaryFolder()
    const path = fillDatabase(folder, newest)
    const bytes = readFileSync(path)
    expect((await run(folder, 'restore', '--json')).json).toMatchObject({ error: { code: 'not-found' } })
    const used = workspaceAt(folder)
    createWorkspace(used)
    const lock = lockWorkspace(used)
    for (const command of ['check', 'salvage']) {
      expect((await run(folder, command, '--json')).json).toMatchObject({ error: { code: 'conflict' } })
    }
    lock.release()
    rmSync(join(folder, 'store/host.lock'))
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })
})
