import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkMachine, isUpToDate } from '../../src-main/setup/prepare.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

const setup = resolve(import.meta.dirname, '../../src-main/setup')

describe('checkMachine', () => {
  const machine = { versions: { node: '20.19.0' }, platform: 'linux', arch: 'x64' }
  const refusal = (change: object): string => {
    try {
      checkMachine({ ...machine, ...change } as never)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }

  it('takes the oldest Node that the README names, and newer ones', () => {
    expect(refusal({})).toBe('')
    expect(refusal({ versions: { node: '26.1.0' } })).toBe('')
  })

  it('refuses older ones and other machines with what to do', () => {
    expect(refusal({ versions: { node: '20.18.3' } })).toMatch(/needs Node 20\.19 or newer.*20\.18\.3.*Install/)
    expect(refusal({ versions: { node: '18.20.0' } })).toContain('18.20.0')
    expect(refusal({ platform: 'darwin', arch: 'arm64' })).toContain('this is darwin arm64')
  })
})

describe('bootstrap', () => {
  it('names its commands where it is given none of them, and fails', () => {
    const done = spawnSync(process.execPath, [join(setup, 'bootstrap.mjs'), 'strat'], { encoding: 'utf8' })
    expect(done.status).toBe(1)
    expect(done.stderr).toEqual(expect.stringMatching(/^Expected one of start, test, .*: got "strat"\.\n$/))
  })
})

const isReady = isUpToDate()
if (!isReady) console.log('SKIPPED setup/adversarium: the program is not built from these sources')

describe.skipIf(!isReady)('adversarium', () => {
  it('runs through a link, from any folder, and keeps standard output for the answer', () => {
    const folder = temporaryFolder()
    const link = join(folder, 'adversarium')
    symlinkSync(join(setup, 'adversarium.mjs'), link)
    const done = spawnSync(process.execPath, [link, 'doctor', '--json'], { cwd: folder, encoding: 'utf8' })
    expect(done.status).toBe(0)
    expect(JSON.parse(done.stdout)).toHaveProperty('backend')
  })
})
