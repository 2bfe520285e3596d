import type { BrowserWindow, Session, WebContents, WebFrameMain, WebPreferences } from 'electron'

/** Everything that keeps the window from doing more than showing our own interface, in one place. */
export const appScheme = 'adversarium'
export const appOrigin = `${appScheme}://app`

export const schemePrivileges = { standard: true, secure: true, supportFetchAPI: true } as const

export const webPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  spellcheck: false,
} as const satisfies WebPreferences

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The only thing that the page may ask of the system: writing text to the clipboard. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

export const isOwnPage = (url: string | undefined): boolean => url?.startsWith(`${appOrigin}/`) ?? false

/** Our own window's main frame with our own page in it; a frame that is gone already is null. */
export function isTrustedSender(frame: WebFrameMain | null, window: Pick<BrowserWindow, 'webContents'>): boolean {
  return frame !== null && frame === window.webContents.mainFrame && isOwnPage(frame.url)
}

/** What the page makes itself, as an export; whatever another address offers is no download of ours. */
export const isOwnDownload = (url: string): boolean => url.startsWith(`blob:${appOrigin}/`)

export const isAllowedPermission = (permission: string): boolean => allowedPermissions.has(permission)

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isAllowedPermission(permission)))
  session.setPermissionCheckHandler((_contents, permission) => isAllowedPermission(permission))
  session.setDevicePermissionHandler(() => false)
}

/** No other page, no other window, no webview. */
export function guardContents(contents: WebContents): void {
  const stayHere = (event: { preventDefault(): void; url: string }): void => {
    if (!isOwnPage(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stayHere)
  contents.on('will-redirect', stayHere)
  contents.on('will-frame-navigate', stayHere)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
