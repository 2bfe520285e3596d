import type { CompiledStep, StepRuntime, TensorTree } from '../../../core/training/runtime.ts'
import { leavesOf } from '../../../core/training/tensor-tree.ts'
import type { NodeBackend, RecordingBinding } from './binding.ts'
import { iterate } from './iterate.ts'
import { createRegisteredFunctions } from './registered-functions.ts'
import { isInsideTrace, requireOutsideTrace, type Traced } from './trace.ts'
import { createTracedStep, idsOf, signatureOf, tensorsOf, type StepContext } from './traced-step.ts'

/**
 * Compiles steps for TensorFlow: the first call with tensors of certain shapes and types runs the step once on symbolic
 * tensors and registers it as one function, which that and every later call runs.
 */
export function createCompiler(
  backend: NodeBackend,
  binding: RecordingBinding,
): Pick<StepRuntime, 'compile' | 'iterate'> {
  const context: StepContext = { backend, binding, functions: createRegisteredFunctions(binding) }
  return {
    compile: (step, options) => compile(context, step, options),
    iterate: (step, initial, options) => iterate(context, step, initial, options),
  }
}

function compile<I extends TensorTree, O extends TensorTree>(
  context: StepContext,
  step: (inputs: I) => O,
  options: Parameters<StepRuntime['compile']>[1],
): CompiledStep<I, O> {
  const { backend } = context
  const compiled = createTracedStep(context, step, options)

  const functionFor = (inputs: I): Traced<O> =>
    compiled.functionFor(signatureOf(backend, inputs), (trace) => trace(inputs))

  const run = (inputs: I): O => {
    if (isInsideTrace()) return step(inputs)
    const traced = functionFor(inputs)
    const ids = compiled.call(traced, idsOf(backend, leavesOf(inputs)))
    return tensorsOf(backend, traced.structure, traced.outputs, ids)
  }
  const later: CompiledStep<I, O>['later'] = async (inputs, { signal } = {}) => {
    requireOutsideTrace()
    const traced = functionFor(inputs)
    const { ids } = await compiled.start(traced, idsOf(backend, leavesOf(inputs)), signal)
    return tensorsOf(backend, traced.structure, traced.outputs, ids)
  }
  return Object.assign(run, { later, dispose: compiled.dispose })
}
