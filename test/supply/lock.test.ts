import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8')) as unknown
const { dependencies = {}, devDependencies = {} } = read('package.json') as Locked
const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> }
const own = { ...dependencies, ...devDependencies }

describe('the dependencies', () => {
  it('are named in exact versions', () => {
    expect(Object.entries(own).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  it('are those of the lock file, which `npm ci` else refuses', () => {
    expect(packages['']).toMatchObject({ dependencies, devDependencies })
    const locked = Object.keys(own).map((name) => [name, packages[`node_modules/${name}`]?.version])
    expect(Object.fromEntries(locked)).toEqual(own)
  })

  it('are all pinned by a SHA-512, and come from the registry alone', () => {
    const others = Object.entries(packages).filter(
      ([path, { integrity = '', resolved, link }]) =>
        path !== '' && (!integrity.startsWith('sha512-') || resolved !== undefined || link === true),
    )
    expect(others).toEqual([])
  })
})
