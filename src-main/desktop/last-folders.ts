import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Folders = z.record(z.string(), z.string())

export interface LastFolders {
  get(purpose: string): string | undefined
  set(purpose: string, folder: string): void
}

/** The folder in which each kind of dialog was last used, which systems no longer remember for us. */
export function openLastFolders(file: string): LastFolders {
  const folders = new Map(Object.entries(read(file)))
  return {
    get: (purpose) => folders.get(purpose),
    set(purpose, folder) {
      folders.set(purpose, folder)
      writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(folders)))
      renameSync(`${file}.tmp`, file)
    },
  }
}

function read(file: string): Record<string, string> {
  try {
    return Folders.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? {}
  } catch {
    return {}
  }
}
