import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { programName } from './program-name.ts'
import { appOrigin, webPreferences } from './security.ts'
import { isReachable, readWindowState, writeWindowState } from './window-state.ts'

/** --surface of src-renderer/tokens.css: what is seen before the first frame. */
const surface = { light: '#ffffff', dark: '#131518' } as const

/** The one window, where it was the last time. */
export function createWindow(preload: string): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json')
  const stored = readWindowState(stateFile)
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const bounds = stored && isReachable(stored.bounds, areas) ? stored.bounds : { width: 1280, height: 800 }
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: programName,
    backgroundColor: nativeTheme.shouldUseDarkColors ? surface.dark : surface.light,
    webPreferences: { ...webPreferences, preload },
  })
  if (stored?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}
