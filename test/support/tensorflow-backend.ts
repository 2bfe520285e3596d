import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { startBackend, type Backend } from '../../src-main/engine/backends/start-backend.ts'
import { readRuntime, runtimeEnvironment } from '../../src-main/engine/runtime/record.ts'

/** What the bootstrap prepared. */
export const preparedRuntime = readRuntime(resolve(import.meta.dirname, '../../out/native'))

/** Whether the bootstrap prepared TensorFlow on this machine. */
export const hasTensorflow = preparedRuntime.addon !== null && existsSync(preparedRuntime.addon)

/** Computes on TensorFlow from here on; on a card it takes memory as engines do, so that several tests share it. */
export function useTensorflow(): Promise<Backend> {
  for (const [name, value] of Object.entries(runtimeEnvironment(preparedRuntime))) process.env[name] ??= value
  return startBackend('tensorflow', preparedRuntime)
}

/** Says in one line that a suite cannot run without TensorFlow. */
export function tellSkipped(suite: string): void {
  if (!hasTensorflow) console.log(`SKIPPED ${suite}: TensorFlow is not prepared (${preparedRuntime.reason})`)
}
