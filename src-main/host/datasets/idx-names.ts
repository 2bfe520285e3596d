export interface IdxRole {
  readonly split: 'train' | 'validation'
  readonly holds: 'images' | 'labels'
}

/** Of a file's name in any file system. */
const longest = 255

/** What an IDX file is by its name, as MNIST and its relatives name them, packed or not; null for any other name. */
export function idxRole(path: string): IdxRole | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  // In an archive it may be as long as it likes, and the expression takes the square of its time.
  if (name.length > longest) return null
  const [, set, holds] = /(train|t10k|test).*(images|labels)[-.]idx[13][-.]ubyte(?:\.gz)?$/.exec(name) ?? []
  if (set === undefined) return null
  return { split: set === 'train' ? 'train' : 'validation', holds: holds as IdxRole['holds'] }
}
