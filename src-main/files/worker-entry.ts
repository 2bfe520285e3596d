import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The file of a thread, by the folder of the module that starts it (`__dirname`) and the path of its source from there:
 * built, it lies beside the entry that holds the module, or one folder up from a shared chunk; unbuilt, in tests, it is
 * the source.
 */
export function workerEntry(folder: string, source: string): string {
  const built = `${basename(source, '.ts')}.cjs`
  const places = [built, `../${built}`, source].map((place) => join(folder, place))
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`${built} was not built.`)
  return found
}
