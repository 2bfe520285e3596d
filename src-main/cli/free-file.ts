import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** A file in the current folder that is not there yet: `report.html`, then `report-2.html`. */
export function freeFile(name: string, ending: string): string {
  for (let n = 1; ; n++) {
    const path = resolve(`${name}${n === 1 ? '' : `-${n}`}.${ending}`)
    if (!existsSync(path)) return path
  }
}
