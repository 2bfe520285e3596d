import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { inTurn } from '../../src-main/setup/turn.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('inTurn', () => {
  it('lets the second wait for the first, says for whom, and leaves no lock', async () => {
    const lock = join(temporaryFolder(), 'out/.setup-lock')
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    const first = inTurn(lock, async () => {
      order.push('first begins')
      await gate.promise
      order.push('first ends')
    })
    const second = inTurn(lock, async () => order.push('second'))
    gate.resolve()
    await Promise.all([first, second])
    expect(order).toEqual(['first begins', 'first ends', 'second'])
    expect(told.mock.calls.join('')).toContain(`process ${process.pid}`)
    told.mockRestore()
    expect(existsSync(lock)).toBe(false)
  })

  it('takes over from a process that is gone', async () => {
    const lock = join(temporaryFolder(), '.setup-lock')
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(lock, String(pid))
    expect(await inTurn(lock, async () => 'done')).toBe('done')
  })

  it('gives the turn back when the work fails', async () => {
    const lock = join(temporaryFolder(), '.setup-lock')
    const failing = inTurn(lock, async () => {
      throw new Error('no space')
    })
    await expect(failing).rejects.toThrow('no space')
    expect(existsSync(lock)).toBe(false)
  })
})
