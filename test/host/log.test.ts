import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src-main/host/log.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('createLog', () => {
  it('writes one JSON object a line, errors with their stack', () => {
    const folder = temporaryFolder()
    const log = createLog(folder)
    log.write('info', 'ready', { port: 1 })
    log.write('error', 'two\nlines', { error: new Error('broken') })
    const lines = readFileSync(join(folder, 'host.log'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'info', message: 'ready', port: 1 },
      { level: 'error', message: 'two\nlines', error: expect.stringMatching(/Error: broken\n.*log\.test/s) },
    ])
  })

  it('keeps four files and drops the oldest lines', () => {
    const folder = temporaryFolder()
    const log = createLog(folder, 300)
    for (let i = 0; i < 40; i++) log.write('info', `line ${i}`)
    expect(readdirSync(folder).toSorted()).toEqual(['host.1.log', 'host.2.log', 'host.3.log', 'host.log'])
    expect(readFileSync(join(folder, 'host.log'), 'utf8')).toContain('line 39')
  })
})
