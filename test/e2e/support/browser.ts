import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const installed = '/usr/bin/chromium'

/** A headless Chromium: the one that CHROMIUM names, the installed one, or the one that comes from npm. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM'] ?? (existsSync(installed) ? installed : null)
  if (named !== null) return chromium.launch({ executablePath: named, args: ['--no-sandbox', '--disable-gpu'] })
  // It unpacks the libraries that it needs only where it believes to be in this runtime.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
  const { default: bundled } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await bundled.executablePath(), args: bundled.args, headless: true })
}
