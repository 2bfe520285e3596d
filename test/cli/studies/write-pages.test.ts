import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openReadme, writePages } from '../../../src-main/cli/studies/write-pages.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const report = {
  study: 'chen-2020',
  title: 'Chen 2020',
  claims: [],
  html: '<!doctype html>',
  markdown: '# All\n',
  summary: '## Short\n',
} as const

describe('openReadme', () => {
  it('puts the short page between its markers, again and again, and leaves the rest', () => {
    const file = join(temporaryFolder(), 'README.md')
    const begin = '<!-- chen-2020: written by `adversarium reproduce chen-2020 --readme <file>`; do not edit -->'
    writeFileSync(file, `before\n\n${begin}\n\nold\n\n<!-- end of chen-2020 -->\n\nafter\n`)
    openReadme(file, 'chen-2020').write({ ...report, claims: [] })
    const written = readFileSync(file, 'utf8')
    expect(written).toBe(`before\n\n${begin}\n\n## Short\n\n<!-- end of chen-2020 -->\n\nafter\n`)
    openReadme(file, 'chen-2020').write({ ...report, claims: [] })
    expect(readFileSync(file, 'utf8')).toBe(written)
  })

  it('refuses a file that has no place for it before anything is run', () => {
    const file = join(temporaryFolder(), 'README.md')
    expect(() => openReadme(file, 'chen-2020')).toThrow('cannot be read')
    writeFileSync(file, 'nothing\n')
    expect(() => openReadme(file, 'chen-2020')).toThrow('has no place for the page')
  })
})

describe('writePages', () => {
  it('makes the folder, and says where the pages lie', () => {
    const folder = join(temporaryFolder(), 'deep', 'reports')
    const files = writePages(folder, { ...report, claims: [] })
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['<!doctype html>', '# All\n'])
  })
})
