import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installEnvironment } from '../../src-main/setup/electron.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A project with one dependency, a package that npm packed here, pinned as our lock file pins ours. */
function projectWithPackage() {
  const folder = temporaryFolder()
  const npm = (...args: string[]) => {
    // A cache of its own each time: npm would take the whole package from there.
    const cache = ['--cache', temporaryFolder(), '--offline', '--no-audit', '--no-fund', '--ignore-scripts']
    return spawnSync('npm', [...args, ...cache], { cwd: folder, encoding: 'utf8' })
  }
  const write = (name: string, content: object): void => writeFileSync(join(folder, name), JSON.stringify(content))
  write('package.json', { name: 'tiny', version: '1.0.0' })
  npm('pack')
  const tarball = join(folder, 'tiny-1.0.0.tgz')
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
  const dependencies = { tiny: 'file:tiny-1.0.0.tgz' }
  write('package.json', { name: 'project', version: '1.0.0', dependencies })
  write('package-lock.json', {
    ...{ name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: {
      '': { name: 'project', version: '1.0.0', dependencies },
      'node_modules/tiny': { version: '1.0.0', resolved: 'file:tiny-1.0.0.tgz', integrity },
    },
  })
  return { tarball, ci: () => npm('ci') }
}

describe('what is fetched', () => {
  it('is installed as it is pinned, and refused where one byte of a package differs', () => {
    const { tarball, ci } = projectWithPackage()
    expect(ci()).toMatchObject({ status: 0 })
    copyFileSync(tarball, `${tarball}.whole`)
    const bytes = readFileSync(tarball)
    // A byte of the header that nothing reads: the system it was packed on.
    bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9)
    writeFileSync(tarball, bytes)
    const refused = ci()
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('EINTEGRITY')
    copyFileSync(`${tarball}.whole`, tarball)
    expect(ci()).toMatchObject({ status: 0 })
  })

  it('of Electron is checked by the hashes of its package, whatever the environment asks for', () => {
    const checksums = JSON.parse(readFileSync('node_modules/electron/checksums.json', 'utf8')) as Record<string, string>
    const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as { version: string }
    expect(checksums[`electron-v${version}-linux-x64.zip`]).toMatch(/^[0-9a-f]{64}$/)
    const asked = { PATH: '/bin', electron_use_remote_checksums: '1', npm_config_electron_use_remote_checksums: '1' }
    expect(installEnvironment(asked)).toEqual({ PATH: '/bin' })
  })
})
