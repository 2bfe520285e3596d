import { useFileDrop, type FileDrop } from './use-file-drop.ts'
import { ownMachine } from './own-machine.ts'

/** Folders and files that are dropped anywhere in the window; `onPaths` gets null where a browser hides where they lie. */
export function useSourceDrop(onPaths: (paths: readonly string[] | null) => void): FileDrop {
  const drop = async (files: readonly File[]): Promise<void> => {
    const desktop = ownMachine()
    if (!desktop) return onPaths(null)
    const paths = await Promise.all(files.map((file) => desktop.pathOfDropped(file)))
    onPaths(paths.filter((path) => path !== null))
  }
  return useFileDrop((files) => void drop(files))
}
