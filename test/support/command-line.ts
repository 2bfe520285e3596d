import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const entry = resolve(import.meta.dirname, '../../out/main/cli.cjs')

/** Whether the command line and the engine were built. */
export const isBuilt = existsSync(entry) && existsSync(join(entry, '../engine.cjs'))

export interface CommandResult {
  /** 130 where the command ended by itself after Ctrl-C. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Sends Ctrl-C as a terminal does: to the command and everything that it started. */
export type PressCtrlC = () => void

/** Runs the built command line; `onLine` sees every line of its output as it comes. */
export function runCommand(
  args: readonly string[],
  onLine: (line: string, press: PressCtrlC) => void = () => undefined,
): Promise<CommandResult> {
  const { NO_COLOR: _, FORCE_COLOR: __, DISPLAY: ___, WAYLAND_DISPLAY: ____, ...env } = process.env
  const child = spawn(process.execPath, [entry, ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env })
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const press: PressCtrlC = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    stdout.push(line)
    onLine(line, press)
  })
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line))
  return new Promise((done, reject) => {
    child.on('error', reject)
    child.on('close', (code) => done({ code, stdout: stdout.join('\n'), stderr: stderr.join('\n') }))
  })
}
