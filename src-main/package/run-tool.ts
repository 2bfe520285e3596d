import { spawnSync } from 'node:child_process'
import { AppError } from '../contract/wire.ts'

/** Runs a tool of the system; throws where it is missing or fails, naming what could not be made: `a .deb`. */
export function runTool(tool: string, args: readonly string[], product: string): void {
  const done = spawnSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (done.error !== undefined) {
    throw new AppError('not-found', `${tool} was not found: ${product} is not built.`, {
      hint: `Install it, e.g. "sudo apt-get install ${packageOf[tool] ?? tool}", and run \`npm run package\` again.`,
    })
  }
  if (done.status === 0) return
  const why = done.stderr.trim().split('\n').at(-1) ?? ''
  throw new AppError('internal', `${tool} failed with exit code ${done.status}: ${why || 'it said nothing'}.`)
}

const packageOf: Readonly<Record<string, string>> = { 'dpkg-deb': 'dpkg', mksquashfs: 'squashfs-tools' }
