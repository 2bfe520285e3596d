import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { electronFolder, node, root } from './paths.mjs'
import { step } from './progress.mjs'
import { environment, runStep } from './run.mjs'
import { writeStamp } from './stamp.mjs'

const limitMs = 60_000
/** After a failure the next starts do not wait again. */
const retryMs = 24 * 60 * 60_000
const places = { folder: electronFolder, failedFile: join(root, 'out/.electron-failed') }

/** Fetches Electron's binary where there is a display to show it on; without one the browser is served. */
export async function prepareElectron({ folder, failedFile } = places, environment = process.env) {
  const hasDisplay = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
  if (!hasDisplay || environment.ADVERSARIUM_ELECTRON || existsSync(join(folder, 'path.txt'))) return
  const failedAt = statSync(failedFile, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY
  if (Date.now() - failedAt < retryMs) return
  const code = await step("Fetching Electron's binary (about 120 MB)", () => install(folder))
  if (code === 0) return
  writeStamp(failedFile, '')
  process.stderr.write('Electron could not be fetched: for a day the interface is served to a browser instead.\n')
}

/** Electron's own install command, which npm would run if it ran install scripts. */
const install = (folder) =>
  runStep(node, [join(folder, 'install.js')], { output: 'hidden', limitMs, env: installEnvironment(environment()) })

/** Electron's package holds the hashes of its binaries: those alone count, not ones that come with the download. */
export function installEnvironment(given) {
  const isSwitch = (name) => /^(npm_config_)?electron_use_remote_checksums$/i.test(name)
  return Object.fromEntries(Object.entries(given).filter(([name]) => !isSwitch(name)))
}
