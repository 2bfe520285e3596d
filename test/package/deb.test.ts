import { describe, expect, it } from 'vitest'
import { controlFile } from '../../src-main/package/deb.ts'
import { desktopEntry } from '../../src-main/package/desktop-entry.ts'
import { fusesOf } from '../../src-main/package/electron-part.ts'
import { readPackage } from '../../src-main/package/program-package.ts'
import { runTool } from '../../src-main/package/run-tool.ts'

const own = readPackage('.')

describe('a .deb', () => {
  it('says what it is in one paragraph of fields', () => {
    const lines = controlFile(own, 2_000_000).trimEnd().split('\n')
    expect(lines).toContain('Package: adversarium')
    expect(lines).toContain(`Version: ${own.version}`)
    // Kibibytes, by Debian's policy.
    expect(lines).toContain('Installed-Size: 1954')
    // The last is the long description, which a space begins.
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[A-Z][A-Za-z-]+: \S/)
    expect(lines.at(-1)).toBe(` ${own.description}.`)
  })

  it('names the executable and the window in its desktop entry', () => {
    expect(desktopEntry('/opt/adversarium/adversarium')).toMatch(/^\[Desktop Entry\]\n(.+=.+\n)+$/)
    expect(desktopEntry('/opt/adversarium/adversarium')).toContain(`StartupWMClass=${own.name}\n`)
  })
})

describe('fusesOf', () => {
  it('turns off what would let others run code in Electron', () => {
    // RunAsNode, NODE_OPTIONS, --inspect off; only the archive on.
    expect(fusesOf(own)).toMatchObject({ 0: false, 2: false, 3: false, 5: true })
  })

  it('refuses a fuse that Electron has not', () => {
    expect(() => fusesOf({ build: { electronFuses: { runsAsNode: true } } })).toThrow('runsAsNode')
  })
})

describe('runTool', () => {
  it('says in a sentence which tool is missing and what is not built', () => {
    expect(() => runTool('no-such-tool', [], 'a .deb')).toThrow('no-such-tool was not found: a .deb is not built.')
  })

  it('says how a tool failed', () => {
    expect(() => runTool('sh', ['-c', 'echo why >&2; exit 3'], 'a .deb')).toThrow('sh failed with exit code 3: why.')
  })
})
