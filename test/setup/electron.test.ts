import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { prepareElectron } from '../../src-main/setup/electron.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

const display = { DISPLAY: ':0' }

/** A package of Electron's whose install command does this. */
function packageWith(install: string) {
  const root = temporaryFolder()
  const folder = join(root, 'electron')
  mkdirSync(folder)
  writeFileSync(join(folder, 'install.js'), install)
  return { folder, failedFile: join(root, '.electron-failed') }
}

async function listen(work: () => Promise<void>): Promise<string> {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    await work()
    return told.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    told.mockRestore()
  }
}

describe('Electron’s binary', () => {
  it('is fetched by its own install command when it is missing, and said so', async () => {
    const places = packageWith("require('fs').writeFileSync(require('path').join(__dirname, 'path.txt'), 'electron')")
    const said = await listen(() => prepareElectron(places, display))
    expect(said).toContain("Fetching Electron's binary")
    expect(said).not.toContain('could not')
    expect(existsSync(join(places.folder, 'path.txt'))).toBe(true)
    expect(await listen(() => prepareElectron(places, display))).toBe('')
  })

  it('is done without for a day where it cannot be fetched: one line says so, the next start does not wait', async () => {
    const places = packageWith("console.error('no network'); process.exit(1)")
    const said = await listen(() => prepareElectron(places, display))
    expect(said).toContain('the interface is served to a browser instead.\n')
    expect(await listen(() => prepareElectron(places, display))).toBe('')
  })

  it('is not asked for where no window could open, or another one is named', async () => {
    const places = packageWith('process.exit(1)')
    expect(await listen(() => prepareElectron(places, {}))).toBe('')
    expect(await listen(() => prepareElectron(places, { ...display, ADVERSARIUM_ELECTRON: '/opt/electron' }))).toBe('')
  })
})
