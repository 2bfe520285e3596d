import { resolve } from 'node:path'

/** `--workspace <folder>` or `--workspace=<folder>`; Electron's and Chromium's own switches stand between ours. */
export function readWorkspace(argv: readonly string[], cwd: string): string | null {
  const at = argv.findIndex((word) => word === '--workspace' || word.startsWith('--workspace='))
  const word = argv[at]
  if (word === undefined) return null
  const folder = word === '--workspace' ? argv[at + 1] : word.slice('--workspace='.length)
  return folder === undefined || folder === '' ? null : resolve(cwd, folder)
}
