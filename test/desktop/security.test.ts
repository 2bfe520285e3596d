import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Session, WebContents, WebFrameMain } from 'electron'
import { describe, expect, it } from 'vitest'
import {
  appOrigin,
  contentSecurityPolicy,
  guardContents,
  guardSession,
  isAllowedPermission,
  isOwnDownload,
  isOwnPage,
  isTrustedSender,
  schemePrivileges,
  webPreferences,
} from '../../src-main/desktop/security.ts'

const root = resolve(import.meta.dirname, '../..')
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>
  build: { electronFuses: Record<string, boolean> }
}
const sources = ['desktop', 'preload'].flatMap((layer) =>
  readdirSync(join(root, 'src-main', layer)).map((name) => readFileSync(join(root, 'src-main', layer, name), 'utf8')),
)
const importsOfElectron = sources.flatMap((text) =>
  [...text.matchAll(/import (?!type)\{([^}]*)\} from 'electron'/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  ),
)

const strangers = [undefined, 'https://example.org/', 'adversarium://app.example.org/', 'file:///etc/passwd', '']

function listenedBy(guard: (contents: WebContents) => void) {
  const handlers: Record<string, (event: object) => void> = {}
  let openWindow: () => unknown = () => undefined
  guard({
    on: (name: string, handler: (event: object) => void) => (handlers[name] = handler),
    setWindowOpenHandler: (handler: () => unknown) => (openWindow = handler),
  } as unknown as WebContents)
  const isPrevented = (name: string, url: string): boolean => {
    let prevented = false
    handlers[name]?.({ url, preventDefault: () => (prevented = true) })
    return prevented
  }
  return { isPrevented, openWindow: () => openWindow() }
}

// The numbers are those of the checklist in Electron's documentation.
describe('security of the window', () => {
  it('1, 8–10: shows only what comes with the program and turns no experiment on', () => {
    expect(contentSecurityPolicy).not.toMatch(/https?:|\*/)
    expect(webPreferences.allowRunningInsecureContent).toBe(false)
    expect(Object.keys(webPreferences)).not.toContain('experimentalFeatures')
    expect(Object.keys(webPreferences)).not.toContain('enableBlinkFeatures')
  })

  it('2, 3, 4, 6, 11: isolates and sandboxes the page and keeps Node out of it', () => {
    expect(webPreferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      webviewTag: false,
    })
    expect(sources.join('\n')).toContain('app.enableSandbox()')
  })

  it('5: denies permissions but writing text to the clipboard, and every device', () => {
    const handlers: Record<string, (...words: unknown[]) => unknown> = {}
    const keep = (name: string) => (handler: (...words: unknown[]) => unknown) => (handlers[name] = handler)
    guardSession({
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
    } as unknown as Session)
    const answers: unknown[] = []
    handlers['request']?.(null, 'media', (answer: unknown) => answers.push(answer))
    handlers['request']?.(null, 'clipboard-sanitized-write', (answer: unknown) => answers.push(answer))
    expect(answers).toEqual([false, true])
    expect(handlers['check']?.(null, 'geolocation')).toBe(false)
    expect(handlers['device']?.({})).toBe(false)
    expect(isAllowedPermission('clipboard-read')).toBe(false)
  })

  it('7: has a policy without anything inline or evaluated', () => {
    expect(contentSecurityPolicy).not.toContain('unsafe')
    const directives = new Map(
      contentSecurityPolicy.split('; ').map((text) => [text.slice(0, text.indexOf(' ')), text] as const),
    )
    expect(directives.get('default-src')).toBe("default-src 'none'")
    for (const name of ['script-src', 'style-src', 'connect-src', 'worker-src', 'font-src']) {
      expect(directives.get(name)).toBe(`${name} 'self'`)
    }
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
      expect(directives.get(name)).toBe(`${name} 'none'`)
    }
  })

  it('12, 13, 14: lets the page go nowhere and open nothing', () => {
    const { isPrevented, openWindow } = listenedBy(guardContents)
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      expect(isPrevented(name, 'https://example.org/')).toBe(true)
      expect(isPrevented(name, 'file:///etc/passwd')).toBe(true)
      expect(isPrevented(name, `${appOrigin}/index.html`)).toBe(false)
    }
    expect(isPrevented('will-attach-webview', '')).toBe(true)
    expect(openWindow()).toEqual({ action: 'deny' })
  })

  it('15: opens nothing outside of the program', () => {
    expect(importsOfElectron.length).toBeGreaterThan(10)
    expect(importsOfElectron).not.toContain('shell')
    expect(sources.join('\n')).not.toContain('openExternal')
  })

  it('16: pins a current Electron', () => {
    expect(packageJson.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(packageJson.devDependencies['electron'] ?? '', 10)).toBeGreaterThanOrEqual(45)
  })

  it('17: hears its own page in the main frame only', () => {
    const mainFrame = { url: `${appOrigin}/index.html#/runs` } as WebFrameMain
    const window = { webContents: { mainFrame } as WebContents }
    expect(isTrustedSender(mainFrame, window)).toBe(true)
    expect(isTrustedSender(null, window)).toBe(false)
    expect(isTrustedSender({ url: mainFrame.url } as WebFrameMain, window)).toBe(false)
    const elsewhere = { url: 'https://example.org/' } as WebFrameMain
    expect(isTrustedSender(elsewhere, { webContents: { mainFrame: elsewhere } as WebContents })).toBe(false)
    // Every way in goes through listen-to-window.ts.
    expect(importsOfElectron.filter((name) => name === 'ipcMain')).toHaveLength(1)
  })

  it('18: has a scheme of its own, knows its own pages and saves only what they made', () => {
    expect(schemePrivileges).toEqual({ standard: true, secure: true, supportFetchAPI: true })
    expect(isOwnPage(`${appOrigin}/index.html#/runs`)).toBe(true)
    for (const url of strangers) expect(isOwnPage(url)).toBe(false)
    expect(isOwnDownload(`blob:${appOrigin}/0b5c`)).toBe(true)
    for (const url of ['https://example.org/a.exe', 'blob:https://example.org/1', 'data:text/plain,a']) {
      expect(isOwnDownload(url)).toBe(false)
    }
  })

  it('19: blows the fuses of a packed program', () => {
    expect(packageJson.build.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
    })
  })

  it('20: gives the page no object of Electron', () => {
    const preload = readFileSync(join(root, 'src-main/preload/preload.ts'), 'utf8')
    expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1)
    // Listeners of the page are called without the event, which would lead to the sender.
    expect(preload).not.toMatch(/ipcRenderer\.on\([^,]+, (?!\(_event)/)
  })
})
