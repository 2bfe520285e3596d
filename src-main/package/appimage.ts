import {
  chmodSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../contract/wire.ts'
import { linkFiles } from './copy-files.ts'
import { desktopEntry } from './desktop-entry.ts'
import { runTool } from './run-tool.ts'

/** Opens the window; with words it is the command line. */
const appRun = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
if [ $# -eq 0 ]; then exec "$here/program/adversarium"; fi
exec "$here/program/bin/adversarium" "$@"
`

/**
 * Makes the AppImage of an unpacked program: a file system that the runtime, which APPIMAGE_RUNTIME names, mounts and runs.
 * https://github.com/AppImage/AppImageSpec
 */
export async function makeAppImage(root: string, unpacked: string, target: string): Promise<void> {
  const runtime = findRuntime()
  const tree = mkdtempSync(join(dirname(target), '.appimage-'))
  const image = `${tree}.squashfs`
  try {
    chmodSync(tree, 0o755)
    linkFiles(unpacked, join(tree, 'program'))
    writeFileSync(join(tree, 'AppRun'), appRun, { mode: 0o755 })
    writeFileSync(join(tree, 'adversarium.desktop'), desktopEntry('adversarium'))
    copyFileSync(join(root, 'resources/icon.png'), join(tree, 'adversarium.png'))
    symlinkSync('adversarium.png', join(tree, '.DirIcon'))
    // gzip, which the runtimes of every year can read.
    const options = ['-comp', 'gzip', '-root-owned', '-noappend', '-no-progress']
    runTool('mksquashfs', [tree, image, ...options], 'an AppImage')
    copyFileSync(runtime, target)
    await pipeline(createReadStream(image), createWriteStream(target, { flags: 'a' }))
    chmodSync(target, 0o755)
  } finally {
    for (const path of [tree, image]) rmSync(path, { recursive: true, force: true })
  }
}

function findRuntime(): string {
  const runtime = process.env['APPIMAGE_RUNTIME']
  if (runtime !== undefined && existsSync(runtime)) return runtime
  const found = runtime === undefined ? 'APPIMAGE_RUNTIME is not set' : `there is no ${runtime}`
  throw new AppError('not-found', `An AppImage begins with a runtime, and ${found}: it is not built.`, {
    hint: 'Let APPIMAGE_RUNTIME name runtime-x86_64 of github.com/AppImage/type2-runtime.',
  })
}
