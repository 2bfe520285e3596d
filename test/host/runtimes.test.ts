import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTasks } from '../../src-main/host/tasks.ts'
import { installRuntime } from '../../src-main/host/services/runtimes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const programFolder = join(import.meta.dirname, '../..')
const isBuilt = existsSync(join(programFolder, 'out/main/runtime.cjs'))
const context = { programFolder, log: { write: () => undefined }, emit: () => undefined, now: () => 0 } as never
const tasks = createTasks({ cancel: () => undefined })

describe('installing a runtime', () => {
  const request = () => ({ device: 'gpu', from: temporaryFolder(), task: 'install' }) as const

  it('is refused to a browser, which may not say what native code is loaded', async () => {
    await expect(installRuntime(context, tasks, request(), { dataRoot: null })).rejects.toMatchObject({
      code: 'unauthorized',
      hint: expect.stringContaining('adversarium runtime install gpu'),
    })
  })

  it.runIf(isBuilt)('tells in the words of the process that installs what is missing', async () => {
    await expect(installRuntime(context, tasks, request(), {})).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('lacks 13 of 13 wheels'),
      hint: expect.stringContaining('pip download'),
    })
  })

  it.runIf(isBuilt)('is ended by its task', async () => {
    const ended = installRuntime(context, tasks, request(), {})
    tasks.cancel('install')
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
  })
})
