import { cancelled } from '../../../contract/wire.ts'
import type { FunctionOptions, FunctionResult, RecordingBinding } from './binding.ts'

/** Functions that stay registered; the one that was not called for longest goes first. */
const mostFunctions = 32

/** Functions by name, as many as are kept. */
export interface RegisteredFunctions {
  /** Whether it was kept since it was last called. */
  has(name: string): boolean
  call(name: string, inputs: Int32Array, outputs: number, options: FunctionOptions): Int32Array
  /** Computes on a thread of its own. An abort rejects with `cancelled`, unless it was done before. */
  start(
    name: string,
    inputs: Int32Array,
    outputs: number,
    options: FunctionOptions & { readonly signal: AbortSignal | undefined },
  ): Promise<FunctionResult>
  /** Unregisters a function, after the calls that are under way. */
  remove(name: string): void
}

export function createRegisteredFunctions(binding: RecordingBinding): RegisteredFunctions {
  /** In the order of their last use. */
  const names = new Set<string>()
  const running = new Map<string, number>()
  /** Those that go once their calls are done. */
  const unwanted = new Set<string>()

  function unregister(name: string): void {
    names.delete(name)
    binding.functionRemove(name)
  }

  function touch(name: string): void {
    names.delete(name)
    names.add(name)
    if (names.size <= mostFunctions) return
    const oldest = [...names].find((each) => each !== name && !running.has(each))
    if (oldest !== undefined) unregister(oldest)
  }

  return {
    has: (name) => names.has(name),
    call(name, inputs, outputs, options) {
      touch(name)
      return binding.functionCall(name, inputs, outputs, options)
    },
    async start(name, inputs, outputs, { signal, ...options }) {
      touch(name)
      if (signal?.aborted) throw cancelled()
      const { call, finished } = binding.functionStart(name, inputs, outputs, options)
      const interrupt = (): void => binding.functionInterrupt(call)
      signal?.addEventListener('abort', interrupt, { once: true })
      running.set(name, (running.get(name) ?? 0) + 1)
      try {
        return await finished
      } catch (error) {
        throw (error as { code?: string }).code === 'interrupted' ? cancelled() : error
      } finally {
        signal?.removeEventListener('abort', interrupt)
        const others = (running.get(name) as number) - 1
        if (others > 0) running.set(name, others)
        else running.delete(name)
        if (others === 0 && unwanted.delete(name)) unregister(name)
      }
    },
    remove(name) {
      if (running.has(name)) unwanted.add(name)
      else if (names.has(name)) unregister(name)
    },
  }
}
