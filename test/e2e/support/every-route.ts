import type { Page } from 'playwright-core'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { accessibilityProblems } from './inspect-page.ts'

const themes = ['light', 'dark'] as const

/** What axe finds on each address, the page's part after `#`, in both themes; the key says where. */
export async function inspectRoutes(page: Page, addresses: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const address of addresses) {
    await page.evaluate((hash) => (location.hash = hash), address)
    await page.locator('main h1').first().waitFor()
    await wait(500)
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
      const problems = await accessibilityProblems(page)
      if (problems.length > 0) found[`${address}, ${theme}`] = problems
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return found
}

/** Addresses of all screens, with something on those that show a subject. */
export const routesOf = (run: string, other: string, evaluation: string, image: number): string[] => [
  '/runs',
  `/runs?runs=${run},${other}`,
  `/runs/${run}`,
  '/new',
  `/compare?runs=${run},${other}`,
  `/misclassified?evaluation=${evaluation}`,
  `/misclassified/sheet?evaluation=${evaluation}`,
  `/misclassified/file?run=${run}`,
  `/misclassified/${evaluation}/${image}`,
  `/misclassified/${evaluation}/${image}?saw=1`,
  `/chen-2020?runs=${run},${other}&classes=0,1`,
  '/goodfellow-2015',
  '/goodfellow-2015/maxout',
  '/datasets',
  '/weights',
  '/weights?tab=catalogue',
  '/settings',
  '/help',
  '/help/attacks/pgd',
]
