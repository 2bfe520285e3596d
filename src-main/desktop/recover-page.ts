import { app, dialog, type BrowserWindow } from 'electron'
import { tellFault } from '../contract/faults/index.ts'
import { programName } from './program-name.ts'

/** A page that ends again within this time after it was loaded anew is not loaded a third time by itself. */
const trustAfterMs = 60_000

/**
 * Loads the page anew when its process ended by itself, and says so, in the log too. The host, and with it every run, goes
 * on meanwhile.
 */
export function recoverPage(window: BrowserWindow, now: () => number, note: (text: string) => void): void {
  let recoveredAt = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const isAgain = now() - recoveredAt <= trustAfterMs
    recoveredAt = now()
    if (!isAgain) window.webContents.reload()
    const told = tellFault('page-ended', { reason, outcome: isAgain ? ' again' : ' and was loaded anew' })
    note(told.message)
    void tell(window, told, isAgain)
  })
}

type Told = Pick<ReturnType<typeof tellFault>, 'message' | 'hint'>

async function tell(window: BrowserWindow, { message, hint }: Told, isAgain: boolean): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: programName,
    message,
    detail: hint,
    buttons: isAgain ? ['Load it anew', 'Quit'] : ['Go on'],
    defaultId: 0,
  })
  if (!isAgain || window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else app.quit()
}
