import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runtimeEnvironment } from '../../src-main/engine/runtime/record.ts'
import { hasTensorflow, preparedRuntime as runtime, tellSkipped } from '../support/tensorflow-backend.ts'

tellSkipped('the native stack of a crash')

describe.skipIf(!hasTensorflow)('the native stack of a crash', () => {
  const end = (how: string) => {
    return spawnSync(
      process.execPath,
      ['-e', `process.dlopen({ exports: {} }, process.argv[1]); ${how}`, `${runtime.addon}`],
      {
        encoding: 'utf8',
        env: { ...process.env, ...runtimeEnvironment(runtime) },
      },
    )
  }

  it('is printed, and the process ends by its signal', () => {
    const { signal, stderr } = end(`process.kill(process.pid, 'SIGSEGV')`)
    expect(signal).toBe('SIGSEGV')
    expect(stderr).toMatch(/Native stack at signal SIGSEGV:\n(.*\[0x[0-9a-f]+\]\n){3,}/)
    expect(stderr.match(/Native stack/g)).toHaveLength(1)
  })

  it('leaves WebAssembly its own faults', () => {
    // A load outside of its memory: V8 has the processor find it.
    const bytes = '0061736d01000000010501600001 7f030201000503010001 070501016600000a09010700417028020 00b'.replaceAll(
      ' ',
      '',
    )
    const { status, stdout } = end(`
      const { f } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from('${bytes}', 'hex'))).exports
      try { f() } catch (error) { console.log(error.message) }`)
    expect([status, stdout]).toEqual([0, 'memory access out of bounds\n'])
  })
})
