import { constants, copyFileSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The files below a folder, relative to it; symbolic links are followed, so that a copy stands for itself. */
export function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .toSorted()
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`
      return statSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path]
    })
}

/** Copies one file with its mode; where the file system can, without taking space twice. */
export function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
}

/** Copies the files of `from` that `isWanted` takes. */
export function copyFiles(from: string, to: string, isWanted: (path: string) => boolean = () => true): void {
  for (const path of filesIn(from)) if (isWanted(path)) copyFile(join(from, path), join(to, path))
}

/** The same files once more, without taking space twice. */
export function linkFiles(from: string, to: string): void {
  for (const path of filesIn(from)) {
    mkdirSync(dirname(join(to, path)), { recursive: true })
    linkSync(join(from, path), join(to, path))
  }
}

/** What the files below a folder, or a file, take, in bytes. */
export function sizeOf(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size
  return filesIn(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0)
}
