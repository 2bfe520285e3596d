import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../src-main/setup/failure.mjs'
import { run, runStep } from '../../src-main/setup/run.mjs'

const module = resolve(import.meta.dirname, '../../src-main/setup/run.mjs')

describe('run', () => {
  it('resolves to the exit code, to 128 and the signal, or to 127 where there is no such program', async () => {
    expect(await run(process.execPath, ['-e', 'process.exit(7)'])).toBe(7)
    expect(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(137)
    expect(await run('adversarium-no-such-program', [])).toBe(127)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('hands %s on to the child and outlives it', async (signal) => {
    const child = `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`
    const script = `
      import { run } from ${JSON.stringify(module)}
      process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(child)}])`
    const started = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(started.stdout, 'data')
    started.kill(signal)
    const [code] = await once(started, 'close')
    expect(code).toBe(9)
  })

  it('ends a set-up whose step was interrupted', async () => {
    const step = runStep(process.execPath, ['-e', 'process.kill(process.pid, "SIGINT")'], { output: 'kept' })
    await expect(step).rejects.toBeInstanceOf(Interrupted)
  })
})
