import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLastFolders } from '../../src-main/desktop/last-folders.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('folders of dialogs', () => {
  it('are remembered by purpose over a restart; a damaged file counts as none', () => {
    const file = join(temporaryFolder(), 'folders.json')
    openLastFolders(file).set('export', '/home/figures')
    openLastFolders(file).set('dataset-file', '/data')
    const folders = openLastFolders(file)
    expect([folders.get('export'), folders.get('dataset-file'), folders.get('other')]).toEqual([
      '/home/figures',
      '/data',
      undefined,
    ])
    writeFileSync(file, '{"export":7}')
    expect(openLastFolders(file).get('export')).toBeUndefined()
  })
})
