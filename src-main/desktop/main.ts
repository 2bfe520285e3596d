import { join } from 'node:path'
import { app, dialog, protocol, session, type BrowserWindow } from 'electron'
import type { QueuedJob } from '../contract/index.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { ConnectionState, ErrorBody } from '../contract/wire.ts'
import { serveApp } from './app-protocol.ts'
import { attachHost } from './attach-host.ts'
import { createWindow } from './create-window.ts'
import { forkHost } from './fork-host.ts'
import { createGrantedPaths } from './granted-paths.ts'
import { guardQuit } from './guard-quit.ts'
import type { HostFailure, HostLink } from './host-link.ts'
import { superviseHost } from './host-supervisor.ts'
import { keepDownloads } from './keep-downloads.ts'
import { openLastFolders } from './last-folders.ts'
import { listenToWindow } from './listen-to-window.ts'
import { offerNative } from './offer-native.ts'
import { programName } from './program-name.ts'
import { readWorkspace } from './read-arguments.ts'
import { recoverPage } from './recover-page.ts'
import { relay } from './relay.ts'
import { appOrigin, appScheme, guardContents, guardSession, schemePrivileges } from './security.ts'
import { showWork } from './show-work.ts'
import { createTray, type TrayIcon } from './tray.ts'
import { watchWork, workEvents } from './watch-work.ts'

const files = {
  host: join(__dirname, 'host.cjs'),
  preload: join(__dirname, '..', 'preload', 'preload.cjs'),
  renderer: join(__dirname, '..', 'renderer'),
  icon: join(__dirname, '..', '..', 'resources', 'icon.png'),
}

// Started as root, which the sandbox refuses, our starter turns it off for every process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: schemePrivileges }])
app.on('web-contents-created', (_event, contents) => guardContents(contents))

if (app.requestSingleInstanceLock()) void app.whenReady().then(open)
else app.quit()

function open(): void {
  guardSession(session.defaultSession)
  protocol.handle(appScheme, (request) => serveApp(files.renderer, request))
  const folders = openLastFolders(join(app.getPath('userData'), 'folders.json'))
  keepDownloads(session.defaultSession, folders)

  const workspace = readWorkspace(process.argv, process.cwd())
  const watch = watchWork()
  const host = superviseHost({
    always: workEvents,
    open: () => openHost(workspace),
    onEvent(path, payload) {
      const ended = watch.hear(path, payload)
      if (ended) display.tellEnd(ended)
      if (path !== 'runs.changed') showNow()
      tell(windowChannels.event, path, payload)
    },
    onState(state) {
      void learnQueue(state)
      tell(windowChannels.connection, state)
    },
    onGivenUp: (error) => void askWhatNow(window, error, () => void host.start()),
    now: Date.now,
  })
  // Before the window: a child that starts while the page's process does inherits its channel, and the page's end would
  // go unnoticed for as long as the host lives.
  void host.start()
  const window = createWindow(files.preload)
  const tell = (channel: string, ...words: unknown[]): void => {
    if (!window.isDestroyed()) window.webContents.send(channel, ...words)
  }

  let tray: TrayIcon | null = null
  const show = (): void => {
    tray?.remove()
    tray = null
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  const hide = (): void => {
    window.hide()
    tray ??= createTray(files.icon, show, () => void guard.quit())
    tray.setSummary(display.summary)
  }
  const display = showWork(window, (run) => {
    show()
    void window.loadURL(`${appOrigin}/index.html#/runs/${encodeURIComponent(run)}`)
  })
  const showNow = (): void => {
    display.show(watch.work)
    tray?.setSummary(display.summary)
  }
  const learnQueue = async (state: ConnectionState): Promise<void> => {
    const reply = state === 'connected' ? await host.call('system.queue', {}) : null
    watch.begin(reply?.ok ? (reply.value as QueuedJob[]) : [])
    showNow()
  }
  const guard = guardQuit({ window, host, isActive: () => watch.work.isActive, hide })

  const paths = createGrantedPaths()
  const ears = listenToWindow(window)
  relay(ears, host, paths)
  offerNative(ears, window, paths, folders)
  recoverPage(window, Date.now)

  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => app.quit())
}

/** Our own host, or the one that already works on the workspace. */
async function openHost(workspace: string | null): Promise<HostLink | HostFailure> {
  const own = await forkHost(files.host, workspace)
  return 'failed' in own && own.running ? attachHost(own.running) : own
}

async function askWhatNow(window: BrowserWindow, error: ErrorBody, tryAgain: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: programName,
    message: error.message,
    detail: error.hint ?? '',
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0) tryAgain()
  else app.quit()
}
