import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, hashFiles, isStamped, writeStamp } from '../../src-main/setup/stamp.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

function project(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'src/inner'), { recursive: true })
  writeFileSync(join(folder, 'src/b.ts'), 'b')
  writeFileSync(join(folder, 'src/inner/a.ts'), 'a')
  return folder
}

describe('stamp', () => {
  it('finds the files of folders, sorted, and leaves out what is not there', () => {
    const folder = project()
    const paths = ['src', 'missing', 'src/b.ts'].map((name) => join(folder, name))
    expect(filesBelow(paths)).toEqual(['src/b.ts', 'src/inner/a.ts', 'src/b.ts'].map((name) => join(folder, name)))
  })

  it('changes with a content and with a name, not with a time', () => {
    const folder = project()
    const file = join(folder, 'src/b.ts')
    const before = hashFiles([file])
    writeFileSync(file, 'b')
    expect(hashFiles([file])).toBe(before)
    writeFileSync(file, 'c')
    expect(hashFiles([file])).not.toBe(before)
    expect(hashFiles([join(folder, 'src/inner/a.ts')])).not.toBe(before)
  })

  it('is kept in a file and compared with it', () => {
    const file = join(temporaryFolder(), 'out/main/.stamp')
    expect(isStamped(file, 'abc')).toBe(false)
    writeStamp(file, 'abc')
    expect(isStamped(file, 'abc')).toBe(true)
    expect(isStamped(file, 'abd')).toBe(false)
  })
})
