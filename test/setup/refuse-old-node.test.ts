import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const entries = ['bench', 'cli', 'engine', 'host', 'runtime']
const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2',napi:'9'}})`

describe('every entry that Node runs', () => {
  it.each(entries)('%s refuses an older Node in one sentence, before it loads anything', (entry) => {
    const file = join(import.meta.dirname, `../../out/main/${entry}.cjs`)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pretend, file], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^Adversarium runs on Node 24 or newer: this is Node 20\.20\.2\. .*\n$/)
  })
})
