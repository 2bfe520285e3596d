import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MeasureRequest } from '../../src-main/bench/request.ts'
import { requirePython, runProcess } from '../../src-main/bench/run-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const request = { measure: 'fit' } as Omit<MeasureRequest, 'spawnedAt'>

/** Runs a shell script in the place of Python. */
function runScript(script: string, { limitSeconds = 60, signal = new AbortController().signal } = {}) {
  const python = join(temporaryFolder(), 'python')
  writeFileSync(python, `#!/bin/sh\n${script}\n`)
  chmodSync(python, 0o755)
  return runProcess('keras', request, { python, limitSeconds, signal })
}

describe('runProcess', () => {
  it('reads the last line, whatever is printed before, and hands over the request', async () => {
    const answer = '{"values": {"imagesPerSecond": 12.5, "other": null}, "version": "3.15.1"}'
    expect(await runScript(`echo noise; echo "$2" >&2; echo '${answer}'`)).toEqual({
      values: { imagesPerSecond: 12.5, other: Number.NaN },
      version: '3.15.1',
    })
    const echoed = `case "$2" in *'"measure":"fit"'*) echo '{"unavailable": "not installed: keras"}';; *) exit 1;; esac`
    expect(await runScript(echoed)).toEqual({ unavailable: 'not installed: keras' })
  })

  it('says in one line why there is no figure', async () => {
    const trace = 'Traceback (most recent call last):\n  File "x.py"\nValueError: no such layer\nsome rest'
    await expect(runScript(`printf '%s' '${trace}' >&2; exit 1`)).rejects.toThrow('ValueError: no such layer')
    await expect(runScript('exit 3')).rejects.toThrow('ended with code 3 and said nothing')
    await expect(runScript('echo nonsense')).rejects.toThrow('ended with code 0 and said nothing')
    await expect(runScript('kill -SEGV $$')).rejects.toThrow('ended by SIGSEGV')
    const nowhere = { python: '/nowhere/python', limitSeconds: 60, signal: new AbortController().signal }
    await expect(runProcess('keras', request, nowhere)).rejects.toThrow('there is no /nowhere/python')
  })

  it('ends a process, with all that it started, at its limit or when it is stopped', async () => {
    await expect(runScript('sleep 1000 & wait', { limitSeconds: 0.2 })).rejects.toThrow('took longer than 0.2 s')
    const abort = new AbortController()
    const stopped = runScript('sleep 1000', { signal: abort.signal })
    abort.abort()
    await expect(stopped).rejects.toThrow('stopped')
  })

  it('refuses a Python that is not there before anything is measured', () => {
    expect(() => requirePython('/nowhere/python')).toThrow('There is no Python that runs at "/nowhere/python".')
  })
})
