import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Package = z.object({
  ...{ name: z.string(), version: z.string(), description: z.string(), license: z.string(), main: z.string() },
  ...{ desktopName: z.string() },
  build: z.object({ electronFuses: z.record(z.string(), z.boolean()) }),
})
export type ProgramPackage = z.output<typeof Package>

export const readPackage = (root: string): ProgramPackage =>
  Package.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

/** What a program says of itself, without what only its makers need. */
export function writePackage(folder: string, { name, version, license, main, desktopName }: ProgramPackage): void {
  const words = { name, version, license, type: 'module', main, desktopName }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(words, null, 2)}\n`)
}
