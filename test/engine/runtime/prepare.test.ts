import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { manifest } from '../../../src-main/engine/runtime/manifest.ts'
import { locateTensorflow, prepareRuntime } from '../../../src-main/engine/runtime/prepare.ts'
import { readRuntime } from '../../../src-main/engine/runtime/record.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = resolve(import.meta.dirname, '../../..')

/** A folder that looks as if it held TensorFlow's libraries and headers. */
function fakeTensorflow(): string {
  const folder = join(temporaryFolder(), 'tensorflow')
  for (const name of [...manifest.libraries, 'include/tensorflow/c/c_api.h', 'include/tensorflow/c/eager/c_api.h']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), '')
  }
  return folder
}

describe('locateTensorflow', () => {
  const none = { chosen: () => null, python: () => null, fetched: () => '/nowhere' }

  it('prefers the chosen folder to Python’s, and that to the fetched one', () => {
    const [own, python, fetched] = [fakeTensorflow(), fakeTensorflow(), fakeTensorflow()]
    const places = { chosen: () => ({ path: own, by: 'settings.json' }), python: () => python, fetched: () => fetched }
    expect(locateTensorflow(places)).toMatchObject({
      folder: own,
      source: 'chosen',
      reason: 'TensorFlow from settings.json.',
    })
    expect(locateTensorflow({ ...places, chosen: () => null })).toMatchObject({ folder: python, source: 'python' })
    expect(locateTensorflow({ ...none, fetched: () => fetched })).toMatchObject({ folder: fetched, source: 'fetched' })
    expect(locateTensorflow(none)).toBeNull()
  })

  it('passes over a Python package without libraries', () => {
    const fetched = fakeTensorflow()
    const places = { ...none, python: () => temporaryFolder(), fetched: () => fetched }
    expect(locateTensorflow(places)?.source).toBe('fetched')
  })

  it('refuses a chosen folder that holds no TensorFlow, instead of taking another', () => {
    const empty = temporaryFolder()
    const places = { ...none, chosen: () => ({ path: empty, by: 'ADVERSARIUM_TENSORFLOW' }), fetched: fakeTensorflow }
    expect(() => locateTensorflow(places)).toThrow(
      `ADVERSARIUM_TENSORFLOW must name a folder with ${manifest.libraries.join(', ')} and include: ${empty} is none.`,
    )
  })
})

describe('prepareRuntime', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('records the JavaScript backend and names the package where there is no compiler', async () => {
    vi.stubEnv('PATH', temporaryFolder())
    const target = temporaryFolder()
    const told: string[] = []
    const record = await prepareRuntime(root, target, (text) => told.push(text))
    expect(record).toMatchObject({ backend: 'javascript', addon: null })
    expect(record.reason).toContain('sudo apt-get install g++')
    expect(told.join('\n')).toContain('about 100 times slower')
    expect(readRuntime(target)).toEqual(record)
  })

  it('records the JavaScript backend where the chosen folder is wrong', async () => {
    const folder = temporaryFolder()
    vi.stubEnv('ADVERSARIUM_TENSORFLOW', folder)
    const record = await prepareRuntime(root, temporaryFolder(), () => undefined)
    expect(record.backend).toBe('javascript')
    expect(record.reason).toMatch(/ADVERSARIUM_TENSORFLOW must name a folder|No C\+\+ compiler/)
  })

  it('records the JavaScript backend and the compiler’s first error where the addon cannot be built', async () => {
    vi.stubEnv('ADVERSARIUM_TENSORFLOW', fakeTensorflow())
    const record = await prepareRuntime(root, temporaryFolder(), () => undefined)
    expect(record.backend).toBe('javascript')
    expect(record.reason).toMatch(/The TensorFlow addon could not be built: .*error|No C\+\+ compiler/)
  })
})
