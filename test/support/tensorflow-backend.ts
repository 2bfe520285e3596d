import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { startBackend, type Backend } from '../../src-main/engine/backends/start-backend.ts'
import { readRuntime } from '../../src-main/engine/runtime/record.ts'

const runtime = readRuntime(resolve(import.meta.dirname, '../../out/native'))

/** Whether the bootstrap prepared TensorFlow on this machine. */
export const hasTensorflow = runtime.addon !== null && existsSync(runtime.addon)

/** Computes on TensorFlow from here on. */
export function useTensorflow(): Promise<Backend> {
  return startBackend('tensorflow', runtime)
}

/** Says in one line that a suite cannot run without TensorFlow. */
export function tellSkipped(suite: string): void {
  if (!hasTensorflow) console.log(`SKIPPED ${suite}: TensorFlow is not prepared (${runtime.reason})`)
}
