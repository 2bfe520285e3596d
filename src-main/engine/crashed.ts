import { fault } from '../contract/faults/index.ts'
import type { EngineStatus } from '../contract/system.ts'
import type { AppError } from '../contract/wire.ts'

/** How an engine's process ended, and what it printed at last. */
interface EngineExit {
  readonly code: number | null
  readonly signal: string | null
  readonly lastLines: readonly string[]
}

/** The fault of the job that an engine was doing when its process ended. */
export function crashed(lane: EngineStatus['lane'], { code, signal, lastLines }: EngineExit): AppError {
  const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by signal ${signal}`
  const telling = lastLines.filter((line) => !isStartupNoise(line) && !isStackFrame(line)).slice(-5)
  const said = telling.length === 0 ? 'without a word' : `after: ${telling.join(' ⏎ ').replace(/\.$/, '')}`
  // Who ends an engine by this signal on purpose tells a reason of its own.
  const memory =
    signal === 'SIGKILL' ? ' The system ends a process so when memory runs out: a smaller batch needs less.' : ''
  const advice = lane === 'training' ? 'Resume the run from its last checkpoint.' : 'Try again: a new engine starts.'
  return fault('engine-ended', { how, said, memory, advice })
}

/** What TensorFlow and tfjs print at every start. */
function isStartupNoise(line: string): boolean {
  return /^(=+|Hi, looks like you are running TensorFlow|WARNING: All log messages|[IW]0{3}\d:|I0000|\s*$)/.test(line)
}

/** The addon's trace (`native/crash_trace`): the log keeps it. */
const isStackFrame = (line: string): boolean => /^\S+\(.*\) ?\[0x[0-9a-f]+\]$/.test(line)
