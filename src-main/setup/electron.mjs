import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { node, root } from './paths.mjs'
import { environment } from './run.mjs'
import { spawnSync } from 'node:child_process'

const limitMs = 90_000

/** Fetches Electron's binary where there is a display to show it on; without one the browser is served. */
export async function prepareElectron() {
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  const folder = join(root, 'node_modules/electron')
  if (!hasDisplay || process.env.ADVERSARIUM_ELECTRON || existsSync(join(folder, 'path.txt'))) return
  process.stderr.write("Fetching Electron's binary (about 120 MB) with its own install command …\n")
  const done = spawnSync(node, [join(folder, 'install.js')], { env: environment(), timeout: limitMs, stdio: 'ignore' })
  if (done.status !== 0)
    process.stderr.write('Electron could not be fetched: the interface is served to a browser instead.\n')
}
