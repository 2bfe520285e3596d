import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../contract/parse-json.ts'
import { AppError } from '../contract/wire.ts'
import { readRuntime, runtimeEnvironment } from '../engine/runtime/record.ts'
import { built, native, root } from './places.ts'
import type { Measured, MeasureRequest } from './request.ts'
import type { Program } from './measurements.ts'

const Answer = z.union([
  z.object({ unavailable: z.string() }),
  z.object({ values: z.record(z.string(), z.number().nullable()), version: z.string().nullable() }),
])

const scripts = {
  keras: 'bench_keras.py',
  nsl: 'bench_nsl.py',
  torch: 'bench_torch.py',
  'imagenet-c': 'bench_corruptions.py',
} as const

export interface ProcessOptions {
  readonly python: string | null
  readonly limitSeconds: number
  readonly signal: AbortSignal
  /** Where a process of ours computes; the card by default, where there is one. */
  readonly on?: Place
}

/** Without oneDNN the processor sums in another order. */
export type Place = 'card' | 'processor' | 'processor without oneDNN'

const placeEnvironment: Readonly<Record<Place, Record<string, string>>> = {
  card: {},
  processor: { CUDA_VISIBLE_DEVICES: '-1' },
  'processor without oneDNN': { CUDA_VISIBLE_DEVICES: '-1', TF_ENABLE_ONEDNN_OPTS: '0' },
}

/** Starts a process that measures one thing, and reads the last line it prints. Rejects with a reason in a few words. */
export async function runProcess(
  program: Program,
  request: Omit<MeasureRequest, 'spawnedAt'>,
  { python, limitSeconds, signal, on = 'card' }: ProcessOptions,
): Promise<Measured> {
  const text = JSON.stringify({ ...request, spawnedAt: Date.now() / 1000 })
  const isOurs = program === 'ours' || program === 'stock'
  const [command, ...args] = isOurs
    ? [process.execPath, join(built, 'bench.cjs'), '--measure', text]
    : [python ?? 'python3', join(root, 'test/reference/bench', scripts[program]), text]
  const ours = { ...runtimeEnvironment(readRuntime(native)), ...placeEnvironment[on] }
  const env = { ...process.env, ...(isOurs && ours) }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const limit = setTimeout(() => endGroup(child), limitSeconds * 1000)
  const stop = (): void => endGroup(child)
  signal.addEventListener('abort', stop)
  try {
    const { code, output, errors } = await ended(child)
    const answer = Answer.safeParse(parseJson(output.trim().split('\n').at(-1) ?? ''))
    if (code === 0 && answer.success) return toMeasured(answer.data)
    if (code === null) throw new Error(reasonOfEnd(signal, limitSeconds, child.signalCode))
    throw new Error(lastSentence(errors) || `ended with code ${code} and said nothing`)
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', stop)
  }
}

/** Throws `not-found` where there is no such Python. */
export function requirePython(python: string): void {
  if (spawnSync(python, ['--version']).status === 0) return
  throw new AppError('not-found', `There is no Python that runs at "${python}".`, {
    hint: 'test/reference/bench/README.md says how to make one.',
  })
}

/** The process and what it started: engines end with their client, threads of Python with theirs. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

function ended(child: ChildProcess): Promise<{ code: number | null; output: string; errors: string }> {
  let output = ''
  let errors = ''
  child.stdout?.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => void (errors = (errors + chunk.toString()).slice(-20_000)))
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(error.code === 'ENOENT' ? `there is no ${child.spawnfile}` : error.message)),
    )
    child.on('close', (code) => resolve({ code, output, errors }))
  })
}

function reasonOfEnd(signal: AbortSignal, limitSeconds: number, by: string | null): string {
  if (signal.aborted) return 'stopped'
  return by === 'SIGKILL' ? `took longer than ${limitSeconds} s, or was killed` : `ended by ${by}`
}

/** Python and Node both end with the error itself, or soon before. */
function lastSentence(errors: string): string {
  const lines = errors.split('\n').filter((line) => /^\S*(?:Error|Exception)\b/.test(line))
  return (lines.at(-1) ?? errors.trim().split('\n').at(-1) ?? '').slice(0, 200)
}

function toMeasured(answer: z.output<typeof Answer>): Measured {
  if ('unavailable' in answer) return answer
  const values = Object.entries(answer.values).map(([name, value]) => [name, value ?? Number.NaN] as const)
  return { values: Object.fromEntries(values), version: answer.version }
}
