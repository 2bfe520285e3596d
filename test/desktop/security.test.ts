import type { Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import {
  contentSecurityPolicy,
  guardContents,
  guardSession,
  isAllowedPermission,
  isOwnPage,
  schemePrivileges,
  webPreferences,
} from '../../src-main/desktop/security.ts'

describe('security of the window', () => {
  it('isolates and sandboxes the page and keeps Node out of it', () => {
    expect(webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it('allows only what comes with the program, and nothing inline or evaluated', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/)
    expect(contentSecurityPolicy).toContain("default-src 'none'")
    expect(schemePrivileges).toEqual({ standard: true, secure: true, supportFetchAPI: true })
  })

  it('knows its own pages', () => {
    expect(isOwnPage('adversarium://app/index.html#/runs')).toBe(true)
    for (const url of [undefined, 'https://example.org/', 'adversarium://app.example.org/', 'file:///etc/passwd']) {
      expect(isOwnPage(url)).toBe(false)
    }
  })

  it('denies permissions but writing text to the clipboard, and every device', () => {
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

  it('lets the page go nowhere and open nothing', () => {
    const handlers: Record<string, (event: object) => void> = {}
    let openWindow: () => unknown = () => undefined
    guardContents({
      on: (name: string, handler: (event: object) => void) => (handlers[name] = handler),
      setWindowOpenHandler: (handler: () => unknown) => (openWindow = handler),
    } as unknown as WebContents)
    const isPrevented = (name: string, url: string): boolean => {
      let prevented = false
      handlers[name]?.({ url, preventDefault: () => (prevented = true) })
      return prevented
    }
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      expect(isPrevented(name, 'https://example.org/')).toBe(true)
      expect(isPrevented(name, 'adversarium://app/index.html')).toBe(false)
    }
    expect(isPrevented('will-attach-webview', '')).toBe(true)
    expect(openWindow()).toEqual({ action: 'deny' })
  })
})
