import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { recordComplaints } from './inspect-page.ts'

export interface OpenedPage {
  readonly browser: Browser
  readonly page: Page
  /** What the page complains about, as it comes. */
  readonly complaints: string[]
}

/** A page, still empty, in a browser of its own. */
export async function openPage(): Promise<OpenedPage> {
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  return { browser, page, complaints: recordComplaints(page) }
}

/** The same on the interface of a host; `address` is the part after `#`, without one it is the first screen. */
export async function openHost({ url }: { readonly url: string }, address?: string): Promise<OpenedPage> {
  const opened = await openPage()
  await opened.page.goto(url)
  await opened.page.locator('main h1').first().waitFor()
  if (address !== undefined) await opened.page.evaluate((hash) => (location.hash = hash), address)
  return opened
}
