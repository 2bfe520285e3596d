import * as tf from '@tensorflow/tfjs-core'
import { isInterruption, type CallOptions, type CompiledStep, type TensorTree } from './training/runtime.ts'
import { leavesOf } from './training/tensor-tree.ts'

/** A step that a computation wants to be run. */
export interface StepCall {
  now(): TensorTree
  later(options: CallOptions): Promise<TensorTree>
}

/**
 * A computation that stops at every step it needs and goes on with the result: `const y = yield* call(step, inputs)`.
 * So the same code runs at once, inside a step that is being traced too, and step by step beside other work.
 * In between it disposes of what each round leaves behind; the rest belongs to whoever runs it.
 */
export type Computation<T> = Generator<StepCall, T, TensorTree>

/** Asks for a step's result. */
export function* call<I extends TensorTree, O extends TensorTree>(step: CompiledStep<I, O>, inputs: I): Computation<O> {
  const result = yield { now: () => step(inputs), later: (options) => step.later(inputs, options) }
  return result as O
}

/** A computation whose result is there already. */
// oxlint-disable-next-line require-yield -- It has nothing to ask.
export function* given<T>(result: T): Computation<T> {
  return result
}

/** Runs a computation to its end. All tensors that it makes belong to the enclosing `tf.tidy`. */
export function runNow<T>(computation: Computation<T>): T {
  let turn = computation.next()
  while (!turn.done) turn = computation.next(turn.value.now())
  return turn.value
}

/** Where a computation waits while something more urgent is computed. */
export interface Gate {
  /** Whether a step that begins now, or is under way, is to make way. */
  readonly signal: AbortSignal
  /** That signal and another one in one. */
  joined(other: AbortSignal): AbortSignal
  /** Resolves when the next step may begin. */
  passed(): Promise<void>
}

export interface LaterOptions extends CallOptions {
  readonly gate?: Gate | undefined
  /** Called after each step, with how many there were. */
  onStep?(steps: number): void
}

/**
 * Runs a computation with every step beside the JavaScript thread. A step that made way at the gate is run again. The
 * tensors of its result, beside which there may be other values, belong to the caller; all others that were made are
 * disposed of, also where it fails. Rejects with `cancelled` where the signal interrupts it.
 */
export async function runLater<T>(computation: Computation<T>, options: LaterOptions = {}): Promise<T> {
  const made = new Set<tf.Tensor>()
  try {
    let turn = observed(made, () => computation.next())
    let steps = 0
    while (!turn.done) {
      const answer = await resultOf(turn.value, options)
      for (const tensor of leavesOf(answer)) made.add(tensor)
      options.onStep?.(++steps)
      turn = observed(made, () => computation.next(answer))
    }
    const result = turn.value as tf.TensorContainer
    for (const tensor of tf.tensor_util.getTensorsInContainer(result)) made.delete(tensor)
    return turn.value
  } finally {
    tf.dispose([...made])
  }
}

/** Pure, so that it can be run again. */
async function resultOf(step: StepCall, { signal, gate }: LaterOptions): Promise<TensorTree> {
  for (;;) {
    await gate?.passed()
    const toMakeWay = gate?.signal
    const either = signal ? gate?.joined(signal) : toMakeWay
    try {
      return await step.later({ signal: either ?? signal })
    } catch (error) {
      if (!isInterruption(error) || !toMakeWay?.aborted || signal?.aborted) throw error
    }
  }
}

/** Runs a part of a computation and notes the tensors that it leaves behind. */
function observed<T>(made: Set<tf.Tensor>, part: () => T): T {
  const engine = tf.engine()
  engine.startScope('computation')
  try {
    return part()
  } finally {
    for (const tensor of engine.state.activeScope.track) if (!tensor.isDisposed) made.add(tf.keep(tensor))
    engine.endScope()
    for (const tensor of made) if (tensor.isDisposed) made.delete(tensor)
  }
}
