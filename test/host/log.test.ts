import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src-main/host/log.ts'
import { readLog } from '../../src-main/host/read-log.ts'
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

  it('cuts what has no end, so that no line is larger than a file', () => {
    const folder = temporaryFolder()
    const log = createLog(folder, 50_000)
    log.write('debug', 'x'.repeat(1_000_000), { error: new Error('y'.repeat(1_000_000)) })
    log.write('info', 'after')
    const [long = '', after = ''] = readFileSync(join(folder, 'host.log'), 'utf8').trimEnd().split('\n')
    expect(long.length).toBeLessThan(45_000)
    expect(long).toContain('980000 characters more')
    expect(after).toContain('after')
  })

  it('stays readable over all its files, of one run too, and takes no more than four times its limit', async () => {
    const folder = temporaryFolder()
    const maxBytes = 2000
    const log = createLog(folder, maxBytes)
    for (let i = 0; i < 200; i++) log.write('info', `line ${i}, größer`, { run: i % 2 === 0 ? 'even' : 'odd' })
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size)
    expect(sizes).toHaveLength(4)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(maxBytes)
    const all = await readLog(folder, { limit: 1000 })
    expect(all.length).toBeGreaterThan(60)
    const first = 200 - all.length
    expect(all.map(({ text }) => text)).toEqual(all.map((_, at) => `line ${first + at}, größer`))
    const even = await readLog(folder, { limit: 1000, run: 'even' })
    expect(even.map(({ text }) => text)).toEqual(all.map(({ text }) => text).filter((_, at) => (first + at) % 2 === 0))
    expect((await readLog(folder, { limit: 3 })).map(({ text }) => text)).toEqual(
      [197, 198, 199].map((i) => `line ${i}, größer`),
    )
    // A new program goes on where the old one ended, and keeps to the same limits.
    createLog(folder, maxBytes).write('info', 'next program')
    expect(readdirSync(folder)).toHaveLength(4)
    expect((await readLog(folder, { limit: 1 }))[0]?.text).toBe('next program')
  })

  it('keeps four files and drops the oldest lines', () => {
    const folder = temporaryFolder()
    const log = createLog(folder, 300)
    for (let i = 0; i < 40; i++) log.write('info', `line ${i}`)
    expect(readdirSync(folder).toSorted()).toEqual(['host.1.log', 'host.2.log', 'host.3.log', 'host.log'])
    expect(readFileSync(join(folder, 'host.log'), 'utf8')).toContain('line 39')
  })
})
