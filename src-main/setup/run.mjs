import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, delimiter } from 'node:path'
import { Interrupted } from './failure.mjs'
import { node, root } from './paths.mjs'

/** The environment of everything we start: the program's Node comes first. */
export const environment = () => ({ ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` })

/**
 * Runs a program on our terminal and resolves to its exit code, 127 where there is no such program. Ctrl-C in a terminal
 * reaches the whole foreground group, the child included, so we only have to outlive it; elsewhere SIGINT is handed on,
 * as SIGTERM always is. After `limitMs` the child is ended.
 */
export function run(command, args, { cwd = root, env = environment(), stdio = 'inherit', onOutput, limitMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio, timeout: limitMs, killSignal: 'SIGKILL' })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', onOutput)
    const interrupt = () => process.stdin.isTTY || child.kill('SIGINT')
    const terminate = () => child.kill('SIGTERM')
    const settle = (work) => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
      work()
    }
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', terminate)
    child.on('error', (error) => settle(() => (error.code === 'ENOENT' ? resolve(127) : reject(error))))
    child.on('close', (code, signal) => settle(() => resolve(code ?? 128 + (constants.signals[signal] ?? 0))))
  })
}

const interruptedCodes = [constants.signals.SIGINT, constants.signals.SIGTERM].map((signal) => 128 + signal)

/**
 * Runs one step of the set-up and resolves to its exit code. What it says is `shown` on standard error, so that `--json`
 * keeps standard output, or `kept` and shown only where it fails, or `hidden`. Ctrl-C ends the set-up: `Interrupted` is
 * thrown.
 */
export async function runStep(command, args, { output = 'shown', ...options } = {}) {
  const said = []
  const stream = { shown: 2, kept: 'pipe', hidden: 'ignore' }[output]
  const onOutput = (chunk) => said.push(chunk)
  const code = await run(command, args, { ...options, stdio: ['ignore', stream, stream], onOutput })
  if (interruptedCodes.includes(code)) throw new Interrupted(code)
  if (code !== 0) process.stderr.write(Buffer.concat(said))
  return code
}
