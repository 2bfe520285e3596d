import { closeSync, openSync, readdirSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { asFileFault, asWriteFault, fileReason, isDiskFull } from '../../src-main/contract/file-faults.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

describe('faults of the file system', () => {
  it('tell what could not be written, and that the disk is full', () => {
    const full = thrownBy(() => {
      const file = openSync('/dev/full', 'w')
      try {
        writeSync(file, 'a')
      } finally {
        closeSync(file)
      }
    })
    expect(isDiskFull(full)).toBe(true)
    expect(asWriteFault(full, 'the report', 'write it again')).toMatchObject({
      code: 'storage',
      message: 'The disk is full: the report could not be written.',
      hint: 'Free some space on the disk, then write it again.',
      cause: full,
    })
    const gone = thrownBy(() => openSync('/nowhere/report', 'w'))
    expect(asWriteFault(gone, 'the report', 'write it again')).toMatchObject({
      message: 'The report could not be written: it, or its folder, is gone.',
    })
  })

  it('name the file that nobody said more about', () => {
    const error = thrownBy(() => readdirSync('/proc/self/stat'))
    expect(asFileFault(error)).toMatchObject({
      code: 'storage',
      message: '/proc/self/stat cannot be used: what should be its folder is a file.',
    })
    expect(fileReason(new Error('cut off'))).toBe('cut off')
  })

  it('are not those of sockets, processes and bugs', async () => {
    const [refused] = (await once(connect(1, '127.0.0.1'), 'error').catch((error: unknown) => [error])) as [unknown]
    const [missing] = (await once(spawn('/nowhere/program'), 'error').catch((error: unknown) => [error])) as [unknown]
    for (const error of [refused, missing, new TypeError('a bug')]) expect(asFileFault(error)).toBe(error)
  })
})
