import type { CompiledStep, CompileOptions, StepRuntime, TensorTree } from './runtime.ts'

/** Steps that differ by a key. */
export interface CompiledSteps<K, I extends TensorTree, O extends TensorTree> {
  of(key: K): CompiledStep<I, O>
  /** Lets go of all that were compiled. */
  dispose(): void
}

/** Compiles the step of each key when it is first asked for. */
export function compileEach<K, I extends TensorTree, O extends TensorTree>(
  runtime: StepRuntime,
  stepOf: (key: K) => (inputs: I) => O,
  options?: CompileOptions,
): CompiledSteps<K, I, O> {
  const steps = new Map<K, CompiledStep<I, O>>()
  return {
    of(key) {
      const step = steps.get(key) ?? runtime.compile(stepOf(key), options)
      steps.set(key, step)
      return step
    },
    dispose() {
      for (const step of steps.values()) step.dispose()
    },
  }
}
