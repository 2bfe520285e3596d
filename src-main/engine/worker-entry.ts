import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The file of a thread, by the name of its source in this folder: built, it lies beside the entry that imports this
 * module, or one folder up from a shared chunk; unbuilt, in tests, it is the source.
 */
export function workerEntry(source: string): string {
  const built = `${basename(source, '.ts')}.cjs`
  const places = [built, `../${built}`, source].map((place) => join(__dirname, place))
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`${built} was not built.`)
  return found
}
