import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeptHosts } from '../../src-main/desktop/kept-hosts.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const lab = { address: 'http://lab:1', token: 'key-of-the-lab', machine: 'lab' }

describe('kept hosts', () => {
  it('are found again, the newest first, without their keys, in a file that nobody else may read', () => {
    const file = join(temporaryFolder(), 'hosts.json')
    const kept = openKeptHosts(file)
    kept.keep(lab)
    kept.keep({ ...lab, address: 'http://other:1', machine: 'other' })
    kept.keep({ ...lab, token: 'new-key' })
    const again = openKeptHosts(file)
    expect(again.list()).toEqual([
      { address: 'http://lab:1', machine: 'lab' },
      { address: 'http://other:1', machine: 'other' },
    ])
    expect(again.find('http://lab:1')?.token).toBe('new-key')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    again.forget('http://lab:1')
    expect(readFileSync(file, 'utf8')).not.toContain('new-key')
  })

  it('are none where the file is damaged', () => {
    const file = join(temporaryFolder(), 'hosts.json')
    writeFileSync(file, '[{"address":1}]')
    expect(openKeptHosts(file).list()).toEqual([])
  })
})
