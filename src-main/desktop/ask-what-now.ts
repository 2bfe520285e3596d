import { app, dialog, type BrowserWindow } from 'electron'
import { offerRemedies } from './offer-remedies.ts'
import type { HostFailure } from './host-link.ts'
import { programName } from './program-name.ts'
import type { Mending } from '../contract/remedies.ts'

/** The host cannot be started: says why, offers what mends it, and tries again or ends the program. */
export async function askWhatNow(
  window: BrowserWindow,
  { failed, remedies }: HostFailure,
  tryAgain: (mend?: Mending) => void,
): Promise<void> {
  const offers = offerRemedies(remedies)
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: programName,
    message: failed.message,
    detail: failed.hint ?? '',
    buttons: [...offers.map(({ label }) => label), 'Try again', 'Quit'],
    defaultId: offers.length,
    cancelId: offers.length + 1,
    noLink: true,
  })
  const offer = offers[response]
  if (offer) tryAgain(offer.mend)
  else if (response === offers.length) tryAgain()
  else app.quit()
}

/** Says what was done to the workspace before it was opened. */
export async function tellMended(window: BrowserWindow, text: string): Promise<void> {
  await dialog.showMessageBox(window, { type: 'info', title: programName, message: text, buttons: ['Go on'] })
}
