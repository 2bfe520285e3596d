import { ipcMain, type BrowserWindow } from 'electron'
import { isTrustedSender } from './security.ts'

/** The only way in for messages of a page: our own window's main frame with our own page in it is heard, nobody else. */
export interface WindowEars {
  /** Answers a request; whoever else asks gets `refusal`. */
  handle<T>(channel: string, refusal: T, answer: (...words: unknown[]) => T | Promise<T>): void
  /** Answers at once what a page asks before its scripts run; null to whoever else asks. */
  tell(channel: string, answer: () => unknown): void
  on(channel: string, listen: (...words: unknown[]) => void): void
}

export function listenToWindow(window: BrowserWindow): WindowEars {
  return {
    handle(channel, refusal, answer) {
      ipcMain.handle(channel, (event, ...words: unknown[]) =>
        isTrustedSender(event.senderFrame, window) ? answer(...words) : refusal,
      )
    },
    tell(channel, answer) {
      ipcMain.on(channel, (event) => {
        event.returnValue = isTrustedSender(event.senderFrame, window) ? answer() : null
      })
    },
    on(channel, listen) {
      ipcMain.on(channel, (event, ...words: unknown[]) => {
        if (isTrustedSender(event.senderFrame, window)) listen(...words)
      })
    },
  }
}
