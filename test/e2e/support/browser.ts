import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const installed = '/usr/bin/chromium'

/** A headless Chromium: the one that CHROMIUM names, the installed one, or the one that comes from npm. */
export async function launchBrowser(moreArgs: readonly string[] = []): Promise<Browser> {
  const named = process.env['CHROMIUM'] ?? (existsSync(installed) ? installed : null)
  const executablePath = named ?? (await unpackBundled())
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu', ...moreArgs] })
}

async function unpackBundled(): Promise<string> {
  // It unpacks the libraries that it needs only where it believes to be in this runtime.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
  const { default: bundled } = await import('@sparticuz/chromium')
  return bundled.executablePath()
}
