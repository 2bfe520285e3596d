import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allowPath, allowTarget } from '../../src-main/host/caller.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('a path that a caller names', () => {
  it.each(['report.html', '', '.', '/tmp/a\0b'])(
    'is no place for a program of this machine where it is %j',
    async (path) => {
      await expect(allowPath(path, {})).rejects.toMatchObject({ code: 'invalid-input' })
      await expect(allowTarget(path, {})).rejects.toMatchObject({ code: 'invalid-input' })
    },
  )

  it('begins at the data folder of a browser, to read and to write', async () => {
    const dataRoot = realpathSync(temporaryFolder())
    mkdirSync(join(dataRoot, 'reports'))
    expect(await allowTarget('report.html', { dataRoot })).toBe(join(dataRoot, 'report.html'))
    expect(await allowTarget('reports/a.html', { dataRoot })).toBe(join(dataRoot, 'reports/a.html'))
    await expect(allowTarget('../a.html', { dataRoot })).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(allowTarget('report.html', { dataRoot: null })).rejects.toMatchObject({ code: 'unauthorized' })
  })
})
