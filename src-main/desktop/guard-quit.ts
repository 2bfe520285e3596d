import { app, dialog, powerMonitor, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { HostSupervisor } from './host-supervisor.ts'
import { programName } from './program-name.ts'

export interface QuitGuard {
  /** Stops what runs, with a checkpoint, and ends the program. */
  quit(): Promise<void>
}

export interface QuitOptions {
  readonly window: BrowserWindow
  readonly host: Pick<HostSupervisor, 'close' | 'isOwn'>
  /** Whether the host works at something. */
  isActive(): boolean
  /** Takes the window away and leaves an icon in its place. */
  hide(): void
}

const pageGraceMs = 3000

/** Ends the program in order. While a run is active in our own host, a person who closes the window is asked first. */
export function guardQuit({ window, host, isActive, hide }: QuitOptions): QuitGuard {
  let stage: 'open' | 'asking' | 'closing' | 'closed' = 'open'

  const quit = async (): Promise<void> => {
    if (stage === 'closing' || stage === 'closed') return
    stage = 'closing'
    window.setProgressBar(2)
    window.setTitle(`${programName} finishes the step and writes a checkpoint …`)
    await host.close()
    stage = 'closed'
    app.quit()
    // A page that does not answer must not keep the program.
    setTimeout(() => app.exit(0), pageGraceMs)
  }
  const ask = async (): Promise<void> => {
    // Whoever closes it again while the checkpoint is written does not want to see it.
    if (stage === 'closing') window.hide()
    if (stage !== 'open') return
    if (!isActive() || !host.isOwn) return quit()
    stage = 'asking'
    const { response } = await dialog.showMessageBox(window, question)
    stage = 'open'
    if (response === 0) await quit()
    else if (response === 1) hide()
  }
  const guard = (event: { preventDefault(): void }): void => {
    if (stage === 'closed') return
    event.preventDefault()
    void ask()
  }
  window.on('close', guard)
  app.on('before-quit', guard)
  // The system, or whoever started us, has decided already.
  const onShutdown = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    void quit()
  }
  // Electron's types leave its event out.
  powerMonitor.on('shutdown', onShutdown as () => void)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit())
  return { quit }
}

const question: MessageBoxOptions = {
  type: 'question',
  title: programName,
  message: 'A run is active.',
  detail: 'Stopping finishes the step and writes a checkpoint, from which Resume goes on.',
  buttons: ['Stop and quit', 'Keep running in the tray', 'Cancel'],
  defaultId: 1,
  cancelId: 2,
  noLink: true,
}
