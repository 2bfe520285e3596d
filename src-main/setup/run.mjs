import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, delimiter } from 'node:path'
import { node, root } from './paths.mjs'

/** The environment of everything we start: the program's Node comes first. */
export const environment = () => ({ ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` })

/**
 * Runs a program on our terminal and resolves to its exit code. Ctrl-C reaches the whole foreground group, the child
 * included, so we only have to outlive it; SIGTERM is handed on. `handsOnInterrupt`: SIGINT too where no terminal sent
 * it, for a child that takes the same one twice.
 */
export function run(
  command,
  args,
  { cwd = root, env = environment(), quiet = false, output = 'inherit', handsOnInterrupt = false } = {},
) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', output === 'stderr' ? 2 : 'inherit', 'inherit']
    const child = spawn(command, args, { cwd, env, stdio })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk))
    const interrupt = () => handsOnInterrupt && !process.stdin.isTTY && child.kill('SIGINT')
    const handOn = () => child.kill('SIGTERM')
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', handOn)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', handOn)
      const exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
      if (quiet && exitCode !== 0) process.stderr.write(Buffer.concat(said))
      resolve(exitCode)
    })
  })
}
