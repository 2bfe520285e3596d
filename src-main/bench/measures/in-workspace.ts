import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** In a folder of its own, which is gone afterwards. */
export async function inWorkspace<T>(work: (workspace: string) => Promise<T>): Promise<T> {
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-bench-'))
  try {
    return await work(workspace)
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}
