// Starts what `npm run package` made, as on a machine without Node, Python or a compiler: npm run package -- --verify
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sizeOf } from '../../src-main/package/copy-files.ts'
import { layoutOf } from '../../src-main/package/layout.ts'
import { readPackage } from '../../src-main/package/program-package.ts'

const root = join(import.meta.dirname, '../..')
const { version } = readPackage(root)
const folder = join(root, 'out/package')
const unpacked = join(folder, `adversarium-${version}-linux-x64`)
const { executable, command } = layoutOf(unpacked)
const starts = 5

const products = {
  'unpacked program': unpacked,
  '.deb': join(folder, `adversarium_${version}_amd64.deb`),
  AppImage: join(folder, `Adversarium-${version}-x86_64.AppImage`),
}
for (const [name, path] of Object.entries(products)) {
  console.log(`${name}: ${existsSync(path) ? `${Math.round(sizeOf(path) / 1e6)} MB` : 'not built'}`)
}
console.log(`Electron ${readFileSync(join(unpacked, 'version'), 'utf8').trim()}`)

const home = mkdtempSync(join(tmpdir(), 'adversarium-home-'))
try {
  const environment = bareEnvironment(home)
  const began = performance.now()
  const trained = spawnSync(command, ['start', '--once'], { env: environment, encoding: 'utf8' })
  if (trained.status !== 0) throw new Error(`The sample ended with ${trained.status}: ${trained.stderr}`)
  console.log(`sample, trained, evaluated and compared: ${seconds(began)} s`)

  process.env['ADVERSARIUM_PACKAGED'] = executable
  const { openWindow, whyNoElectron } = await import('../e2e/support/electron.ts')
  const reason = whyNoElectron()
  if (reason !== null) console.log(`start of the window: not measured, ${reason}`)
  else {
    const times: number[] = []
    for (let start = 0; start < starts; start++) {
      const startedAt = performance.now()
      // The workspace of the sample: a run to show, and nothing to train.
      const window = await openWindow(join(home, '.local/share/adversarium'))
      await window.page.locator('[data-run]').first().waitFor()
      times.push(performance.now() - startedAt)
      await window.close()
    }
    const sorted = times.toSorted((a, b) => a - b).map((time) => (time / 1000).toFixed(1))
    console.log(`start until the runs are shown: median ${sorted[(starts - 1) / 2]} s of ${sorted.join(', ')}`)
  }
} finally {
  rmSync(home, { recursive: true, force: true })
  rmSync(`${executable}-inspected`, { force: true })
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0)
}

/** A PATH with what the command line's three lines of shell need, and nothing else. */
function bareEnvironment(at: string): Record<string, string> {
  const bin = join(at, 'bin')
  mkdirSync(bin)
  for (const tool of ['dirname', 'readlink']) symlinkSync(join('/usr/bin', tool), join(bin, tool))
  return { PATH: bin, HOME: at }
}
