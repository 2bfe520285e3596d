import type { Source } from './source.ts'

/** The folder that holds everything, with a slash at its end; empty where files lie in several folders or at the top. */
export function commonFolder({ files }: Source): string {
  const first = files[0]?.path ?? ''
  const folder = first.slice(0, first.indexOf('/') + 1)
  return folder !== '' && files.every(({ path }) => path.startsWith(folder)) ? folder : ''
}

/** Paths by their first folder below `prefix`; what lies directly there is under the empty name. */
export function groupByFolder(paths: readonly string[], prefix: string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue
    const rest = path.slice(prefix.length)
    const folder = rest.slice(0, Math.max(0, rest.indexOf('/')))
    const group = groups.get(folder)
    if (group) group.push(path)
    else groups.set(folder, [path])
  }
  return groups
}

/** Endings of the formats that can be decoded. */
export function hasImageName(path: string): boolean {
  return /\.(?:jpe?g|png|webp|gif|tiff?|avif|bmp)$/i.test(path)
}
