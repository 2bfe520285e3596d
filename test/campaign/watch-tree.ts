import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'

/**
 * Calls back once, at once, when a file or folder whose path from `root` matches appears anywhere below it; the first
 * `skips` different ones, and what is there already, do not count. Node's own recursive watcher looks at a whole tree whenever a folder appears, which is too late.
 */
export function watchTree(root: string, wanted: RegExp, skips: number, onSeen: (path: string) => void): () => void {
  const watchers: FSWatcher[] = []
  const seen = new Set<string>()
  let isOver = false
  const end = (): void => {
    isOver = true
    for (const watcher of watchers) watcher.close()
  }
  const see = (path: string): void => {
    if (isOver) return
    if (wanted.test(path)) {
      if (seen.add(path).size <= skips) return
      end()
      onSeen(path)
    } else if (isFolder(join(root, path))) follow(path, { isNew: true })
  }
  const follow = (folder: string, { isNew }: { isNew: boolean }): void => {
    try {
      watchers.push(watch(join(root, folder), (_kind, name) => name !== null && see(join(folder, name))))
      for (const name of readdirSync(join(root, folder))) {
        const path = join(folder, name)
        if (isNew) see(path)
        else if (isFolder(join(root, path))) follow(path, { isNew })
      }
    } catch {
      // It went away while we looked.
    }
  }
  follow('', { isNew: false })
  return end
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
