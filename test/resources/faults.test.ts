import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { faultParts, tellFault } from '../../src-main/contract/faults/index.ts'

const root = resolve(import.meta.dirname, '../..')
const page = join(root, 'resources/faults.md')

/** Every fault with its sentence and what to do next; `‹path›` stands for what is filled in. */
function writePage(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\{(\w+)\}/g, '‹$1›')
  const parts = faultParts.map(({ title, faults }) => {
    const rows = Object.values(faults).map(
      ({ when, says, next }) => `| ${cell(when)} | ${cell(says)} | ${cell(next)} |`,
    )
    return [`## ${title}`, '', '| Fault | What it says | What to do next |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return [
    '# Faults',
    '<!-- Written from src-main/contract/faults by `npm test -- unit resources/faults -u`; do not edit. -->',
    'What goes wrong outside of the program, what it says then, and what you do next. ‹path› and the like stand for what is filled in.',
    ...parts,
  ].join('\n\n')
}

const sources = globSync(['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}'], { cwd: root })
  .filter((path) => !path.startsWith('src-main/contract/faults/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

describe('resources/faults.md', () => {
  it('is what the table of faults says', async () => {
    const options = { ...(await resolveConfig(page)), filepath: page }
    await expect(await format(writePage(), options)).toMatchFileSnapshot('../../resources/faults.md')
  })

  it('holds faults that somewhere are told', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const ids = faultParts.flatMap(({ faults }) => Object.keys(faults))
    expect(ids.filter((id) => !new RegExp(`(?:fault|tellFault)\\(\\s*'${id}'`).test(all))).toEqual([])
  })

  it('holds every sentence on storage, devices and processes that end: none is written elsewhere', () => {
    const elsewhere = sources.filter(({ text }) =>
      /new AppError\(\s*'(?:database|storage|engine-crashed|no-backend|out-of-memory)'/.test(text),
    )
    expect(elsewhere.map(({ path }) => path)).toEqual([])
  })
})

describe('tellFault', () => {
  it('fills in what happened', () => {
    expect(tellFault('disk-full', { what: 'the checkpoint of step 3', again: 'resume the run' })).toEqual({
      code: 'storage',
      message: 'The disk is full: the checkpoint of step 3 could not be written.',
      hint: 'Free some space on the disk, then resume the run.',
    })
  })
})
