import { app, Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import type { Run } from '../contract/index.ts'
import { programName } from './program-name.ts'
import type { Work } from './watch-work.ts'

export interface WorkDisplay {
  show(work: Work): void
  /** Says that a run has ended to someone who looks elsewhere. */
  tellEnd(run: Run): void
  /** What the tray says when the pointer is on it. */
  readonly summary: string
}

/** Shows the host's work outside of the window: taskbar, sleep prevention, notifications. */
export function showWork(window: BrowserWindow, open: (run: string) => void): WorkDisplay {
  let blocker: number | null = null
  let hasFailed = false
  let summary = programName
  /** Electron keeps no reference of its own: one that is collected is never clicked. */
  const told = new Set<Notification>()

  const setAwake = (isActive: boolean): void => {
    if (isActive && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!isActive && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  const setBar = (done: number | null): void => {
    if (window.isDestroyed()) return
    if (done !== null) window.setProgressBar(done)
    else if (hasFailed) window.setProgressBar(1, { mode: 'error' })
    else window.setProgressBar(-1)
  }
  window.on('focus', () => {
    if (!hasFailed) return
    hasFailed = false
    setBar(null)
  })
  app.once('will-quit', () => setAwake(false))

  return {
    get summary() {
      return summary
    },
    show({ isActive, done }) {
      setAwake(isActive)
      setBar(done)
      summary = done === null ? `${programName}: nothing runs` : `${programName}: ${Math.floor(done * 100)} % done`
    },
    tellEnd(run) {
      if (window.isDestroyed() || window.isFocused()) return
      if (run.state !== 'done') hasFailed = true
      if (!Notification.isSupported()) return
      const notification = new Notification(describeEnd(run))
      told.add(notification)
      notification.on('close', () => told.delete(notification))
      notification.on('click', () => open(run.id))
      notification.show()
    },
  }
}

function describeEnd({ name, state, reason, epoch }: Run): { title: string; body: string } {
  const verb = { done: 'is done', crashed: 'crashed' }[state as string] ?? 'failed'
  return { title: `Run “${name}” ${verb}`, body: reason ?? `It ended after epoch ${epoch}.` }
}
