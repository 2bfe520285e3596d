import { fork, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A process under test: answers one message at a time, and is ended and told of where it does not. */
export interface Child<Request, Reply> {
  /** Rejects with {@link Died} or {@link Hung}; the process is gone then. */
  ask(request: Request, limitMs?: number): Promise<Reply>
  /** Watches the process in the same way while somebody else speaks to it. */
  during<T>(work: Promise<T>): Promise<T>
  /** What it said when it was ready. */
  readonly first: Reply
  readonly pid: number
  stop(): Promise<void>
}

export class Died extends Error {}
export class Hung extends Error {}

/** What one case may take: of the processor, and of anybody's time where it waits for something. */
const patience = { processorMs: 2000, wallMs: 60_000 }

/** Sources are compiled, libraries loaded, what all cases share is computed. */
const startMs = 60_000

interface ChildOptions {
  readonly entry: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Starts the process and waits for its first message. */
export async function startChild<Request, Reply>({
  entry,
  args,
  cwd,
  env,
}: ChildOptions): Promise<Child<Request, Reply>> {
  const child = fork(entry, [...args], {
    cwd,
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  let settle: ((reply: Reply) => void) | null = null
  let fail: ((error: Error) => void) | null = null
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      fail?.(
        new Died(
          `the process ended (${signal ?? `exit code ${code}`}): ${said.trim().split('\n').slice(-8).join(' | ')}`,
        ),
      )
      resolve()
    })
  })
  child.on('message', (reply) => settle?.(reply as Reply))
  const during = async <T>(work: Promise<T>, limitMs = patience.processorMs): Promise<T> => {
    const { promise: broken, reject } = Promise.withResolvers<never>()
    fail = reject
    const watch = new AbortController()
    void watchTime(child, limitMs, watch.signal).then((hung) => hung && reject(hung))
    try {
      if (child.exitCode !== null || child.signalCode !== null) throw new Died('the process has ended')
      return await Promise.race([work, broken])
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    } finally {
      watch.abort()
      ;[settle, fail] = [null, null]
    }
  }
  const next = (before: () => unknown, limitMs?: number): Promise<Reply> => {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    settle = resolve
    before()
    return during(promise, limitMs)
  }
  /** The end of the process is told by its own event, a moment later. */
  const reportUnsent = (error: Error | null): void => {
    if (error && child.exitCode !== null) fail?.(new Died('the process has ended'))
  }
  const first = await next(() => undefined, startMs)
  return {
    first,
    pid: child.pid ?? 0,
    during,
    ask: (request, limitMs) => next(() => child.send(request as object, reportUnsent), limitMs),
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Resolves to the reason where the process takes too long; null where it was not needed any more. */
async function watchTime(child: ChildProcess, limitMs: number, signal: AbortSignal): Promise<Hung | null> {
  const start = performance.now()
  // From the first look on: most cases end before it.
  let before: number | null = null
  try {
    for (;;) {
      await wait(200, undefined, { signal, ref: false })
      const took = performance.now() - start
      const total = processorMs(child.pid)
      before ??= total
      const worked = total === null || before === null ? null : total - before
      if (worked === null && took > limitMs) return new Hung(`no answer within ${Math.round(took)} ms`)
      if (worked !== null && worked > limitMs) return new Hung(`no answer within ${worked} ms of its processor time`)
      if (took > patience.wallMs + limitMs) return new Hung(`no answer within ${Math.round(took)} ms`)
    }
  } catch {
    return null
  }
}

/** Of the process with all its threads, so that a busy machine makes nobody slow; null where the system does not say. */
function processorMs(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** Resident memory; 0 where the system does not say. */
export function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
