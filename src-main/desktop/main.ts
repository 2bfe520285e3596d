import { join } from 'node:path'
import { app, dialog, Menu, protocol, session, type BrowserWindow } from 'electron'
import { windowChannels } from '../contract/window-channels.ts'
import type { ErrorBody } from '../contract/wire.ts'
import { serveApp } from './app-protocol.ts'
import { attachHost } from './attach-host.ts'
import { createWindow } from './create-window.ts'
import { forkHost } from './fork-host.ts'
import type { HostFailure, HostLink } from './host-link.ts'
import { superviseHost } from './host-supervisor.ts'
import { createMenu } from './menu.ts'
import { readWorkspace } from './read-arguments.ts'
import { relay } from './relay.ts'
import { appScheme, guardContents, guardSession, schemePrivileges } from './security.ts'

const files = {
  host: join(__dirname, 'host.cjs'),
  preload: join(__dirname, '..', 'preload', 'preload.cjs'),
  renderer: join(__dirname, '..', 'renderer'),
}

// Started as root, which the sandbox refuses, our starter turns it off for every process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: schemePrivileges }])
app.on('web-contents-created', (_event, contents) => guardContents(contents))

if (app.requestSingleInstanceLock()) void app.whenReady().then(open)
else app.quit()

function open(): void {
  Menu.setApplicationMenu(createMenu())
  guardSession(session.defaultSession)
  protocol.handle(appScheme, (request) => serveApp(files.renderer, request))

  const workspace = readWorkspace(process.argv, process.cwd())
  const host = superviseHost({
    open: () => openHost(workspace),
    onEvent: (path, payload) => tell(windowChannels.event, path, payload),
    onState: (state) => tell(windowChannels.connection, state),
    onGivenUp: (error) => void askWhatNow(window, error, () => void host.start()),
    now: Date.now,
  })
  const window = createWindow(files.preload)
  const tell = (channel: string, ...words: unknown[]): void => {
    if (!window.isDestroyed()) window.webContents.send(channel, ...words)
  }
  relay(window, host)
  void host.start()

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  let isClosed = false
  app.on('before-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void host.close().then(() => {
      isClosed = true
      app.quit()
    })
  })
}

/** Our own host, or the one that already works on the workspace. */
async function openHost(workspace: string | null): Promise<HostLink | HostFailure> {
  const own = await forkHost(files.host, workspace)
  return 'failed' in own && own.running ? attachHost(own.running) : own
}

async function askWhatNow(window: BrowserWindow, error: ErrorBody, tryAgain: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: app.name,
    message: error.message,
    detail: error.hint ?? '',
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0) tryAgain()
  else app.quit()
}
