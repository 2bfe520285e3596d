// Every screen in both themes at 1280 × 800: node test/screenshots/main.ts <folder> [--mock-ups <folder>]
// [--workspace <folder>] [--readme]
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../e2e/support/browser.ts'
import { serveHost, temporaryWorkspace } from '../e2e/support/serve-host.ts'
import { withClient } from '../e2e/support/small-run.ts'
import { findScreens, themes, type Screen } from './screens.ts'
import { writeIndex } from './write-index.ts'

/** Those that the README shows. */
const forReadme = ['runs-light', 'run-dark', 'compare-light', 'misclassified-image-dark']
const size = { width: 1280, height: 800 }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'mock-ups': { type: 'string' }, workspace: { type: 'string' }, readme: { type: 'boolean' } },
})
const [target] = positionals
if (target === undefined) {
  console.error('Expected a folder for the pictures: npm run screenshots -- <folder>')
  process.exit(2)
}
const folder = resolve(target)
mkdirSync(folder, { recursive: true })

const workspace = values.workspace ?? runSample()
const host = await serveHost({ workspace })
// The tour belongs to the picture of the first start.
await withClient(host, ({ system }) => system.setPreference({ key: 'tour.dismissed', value: true }))
const browser = await launchBrowser()
try {
  const screens = await withClient(host, findScreens)
  for (const theme of themes) {
    const page = await browser.newPage({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(host.url)
    await page.locator('[data-run]').first().waitFor()
    for (const screen of screens) await take(page, screen, join(folder, `${screen.name}-${theme}.png`))
    await page.close()
  }
  await takeFirstStart()
  writeIndex(folder, ['first-start', ...screens.map(({ name }) => name)], values['mock-ups'] ?? null)
} finally {
  await browser.close()
  await host.stop()
  if (values.workspace === undefined) rmSync(dirname(workspace), { recursive: true, force: true })
}
if (values.readme) {
  for (const name of forReadme)
    copyFileSync(join(folder, `${name}.png`), resolve('resources/screenshots', `${name}.png`))
}
console.log(`The pictures are in ${folder}; index.html shows them.`)

function runSample(): string {
  const made = join(temporaryWorkspace(), 'sample')
  const { status } = spawnSync(
    process.execPath,
    [resolve('out/main/cli.cjs'), 'start', '--once', '--workspace', made],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  if (status !== 0) throw new Error(`The sample experiment ended with exit code ${status}.`)
  return made
}

/** The list while the sample has just begun in a new workspace. */
async function takeFirstStart(): Promise<void> {
  const fresh = await serveHost()
  try {
    const page = await browser.newPage({ viewport: size })
    await page.goto(fresh.url)
    await withClient(fresh, async ({ experiments }) => {
      const sample = (await experiments.presets({})).find(({ id }) => id === 'sample')
      if (sample) await experiments.launch(sample.config)
    })
    await page.locator('[data-run]').first().waitFor()
    await wait(20_000)
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await page.screenshot({ path: join(folder, `first-start-${theme}.png`) })
    }
    await page.close()
  } finally {
    await fresh.close()
  }
}

/** Opens the screen and takes its picture as soon as it is drawn and stays as it is. */
async function take(page: Page, { address, ready }: Screen, path: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), address)
  await wait(500)
  await ready?.(page)
  let before = await page.screenshot()
  for (let attempt = 0; attempt < 20; attempt++) {
    await wait(500)
    const now = await page.screenshot({ path })
    if (now.equals(before)) return
    before = now
  }
}
