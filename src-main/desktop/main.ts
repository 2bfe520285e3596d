import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app, protocol, session } from 'electron'
import type { QueuedJob } from '../contract/index.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { Mending } from '../contract/remedies.ts'
import { withHint, type ConnectionState } from '../contract/wire.ts'
import { serveApp } from './app-protocol.ts'
import { askWhatNow, tellMended } from './ask-what-now.ts'
import { attachHost } from './attach-host.ts'
import { createWindow } from './create-window.ts'
import { forkHost } from './fork-host.ts'
import { createGrantedPaths } from './granted-paths.ts'
import { guardQuit } from './guard-quit.ts'
import type { HostFailure, HostLink } from './host-link.ts'
import { superviseHost } from './host-supervisor.ts'
import { keepDownloads } from './keep-downloads.ts'
import { openLastFolders } from './last-folders.ts'
import { openKeptHosts } from './kept-hosts.ts'
import { listenToWindow } from './listen-to-window.ts'
import { offerElsewhere } from './offer-elsewhere.ts'
import { offerNative } from './offer-native.ts'
import { readWorkspace } from './read-arguments.ts'
import { recoverPage } from './recover-page.ts'
import { relay } from './relay.ts'
import { appOrigin, appScheme, guardContents, guardSession, schemePrivileges } from './security.ts'
import { showWork } from './show-work.ts'
import { createTray, type TrayIcon } from './tray.ts'
import { watchWork, workEvents } from './watch-work.ts'

/** Of an installed program, what Node runs lies beside Electron's archive, and what Electron runs in it. */
const program = app.isPackaged ? join(process.resourcesPath, 'program') : join(__dirname, '..', '..')
const files = {
  host: join(program, 'out', 'main', 'host.cjs'),
  preload: join(__dirname, '..', 'preload', 'preload.cjs'),
  renderer: join(program, 'out', 'renderer'),
  icon: join(program, 'resources', 'icon.png'),
}

/** A host that ends writes its last checkpoint first. */
const attempts = 8
const retryMs = 250

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
    open: (mend) => openHost(workspace, mend, (text) => void tellMended(window, text)),
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
    onGivenUp: (failure) => void askWhatNow(window, failure, (mend) => void host.start(mend)),
    onRefused: ({ failed }) => void tellMended(window, withHint(failed)),
    now: () => performance.now(),
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
  const whereabouts = offerElsewhere({
    ears,
    host,
    kept: openKeptHosts(join(app.getPath('userData'), 'hosts.json')),
    isActive: () => watch.work.isActive,
    reload: () => void window.loadURL(`${appOrigin}/index.html`),
  })
  // Elsewhere, the host itself says which paths it reads.
  const asked = {
    findStrange: (...named: Parameters<typeof paths.findStrange>) =>
      whereabouts.host ? null : paths.findStrange(...named),
  }
  relay(ears, host, asked)
  offerNative(ears, window, paths, folders)
  recoverPage(
    window,
    () => performance.now(),
    (text) => void host.call('system.note', { level: 'warning', text }),
  )

  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => app.quit())
}

/** Our own host, or the one that already works on the workspace. One that just starts or ends is waited for. */
async function openHost(
  workspace: string | null,
  mend: Mending | null,
  onMended: (text: string) => void,
): Promise<HostLink | HostFailure> {
  for (let attempt = 1; ; attempt++) {
    const own = await forkHost(files.host, workspace, mend)
    if ('failed' in own) {
      if (own.running) return attachHost(own.running)
      if (own.failed.code !== 'conflict' || attempt === attempts) return own
      await wait(retryMs)
      continue
    }
    if (own.mended !== null) onMended(own.mended)
    return own
  }
}
