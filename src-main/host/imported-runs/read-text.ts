import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { limits } from './found-run.ts'
import { refuse } from './refuse.ts'

/** A whole text file in UTF-8. */
export function readText(path: string): string {
  const { size } = statSync(path)
  if (size > limits.textBytes) {
    refuse(basename(path), `has ${Math.round(size / 2 ** 20)} MiB, and at most ${limits.textBytes / 2 ** 20} are read`)
  }
  return readFileSync(path, 'utf8')
}
