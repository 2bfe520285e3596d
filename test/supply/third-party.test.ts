import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fetchedComponents, installedPackages, type Component } from './components.ts'
import { refusedComponents } from './licences.ts'
import { thirdPartyPage } from './page.ts'

const under = (licence: string): Component => ({ name: 'a', version: '1.0.0', licence, source: '' })

describe('what others made', () => {
  const packages = installedPackages()
  const fetched = fetchedComponents()

  it('has licences that we take, all of it', () => {
    expect(packages.length).toBeGreaterThan(300)
    expect(refusedComponents([...packages, ...fetched])).toEqual([])
  })

  it('stands in resources/third-party.md as it is installed: `npm run third-party` writes it', () => {
    const file = join(import.meta.dirname, '../../resources/third-party.md')
    expect(thirdPartyPage(fetched, packages)).toBe(readFileSync(file, 'utf8'))
  })

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'GPL-2.0',
    'MIT AND GPL-2.0-only',
    'UNLICENSED',
    'none named',
    'SEE LICENSE IN x',
  ])('refuses %s', (licence) => {
    expect(refusedComponents([under(licence)])).toHaveLength(1)
  })

  it.each(['MIT', '(MIT OR GPL-3.0-only)', '(BSD-3-Clause AND Apache-2.0)', 'LGPL-3.0-or-later'])(
    'takes %s',
    (licence) => {
      expect(refusedComponents([under(licence)])).toEqual([])
    },
  )
})
