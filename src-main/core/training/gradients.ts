import * as tf from '@tensorflow/tfjs-core'

type Kept = Readonly<Record<string, tf.Tensor | readonly tf.Tensor[]>>

/**
 * Value and gradients of a scalar function, and what it computed besides, from one forward pass.
 *
 * `f` returns the scalar that is differentiated as `value` and its by-products (logits, moving statistics) as `kept`.
 * `gradients` has one tensor for each of `inputs`, zeros where the value does not depend on it. All results belong to
 * the scope of the caller; nothing else survives, also where `f` throws.
 */
export function valueAndGradients<K extends Kept>(
  f: () => { readonly value: tf.Scalar; readonly kept: K },
  inputs: readonly tf.Tensor[],
): { value: tf.Scalar; kept: K; gradients: tf.Tensor[] } {
  const engine = tf.engine()
  // Ids count up: a by-product with a smaller id is a tensor of the caller, handed through.
  const firstId = tf.tidy(() => tf.scalar(0).id)
  let kept: K | null = null
  let made: tf.Tensor[] = []

  const forward = (): tf.Scalar => {
    const result = f()
    kept = result.kept
    made = [...new Set(Object.values(kept).flat())].filter((tensor) => tensor.id > firstId)
    for (const tensor of made) tf.keep(tensor)
    return result.value
  }
  try {
    const { value, grads } = engine.gradients(forward, [...inputs], undefined, true)
    // Undefined for an input that the value does not depend on, whatever the types say.
    const found = grads as (tf.Tensor | undefined)[]
    const gradients = inputs.map((input, i) => found[i] ?? tf.zerosLike(input))
    for (const tensor of made) release(tensor)
    return { value: value as tf.Scalar, kept: kept as unknown as K, gradients }
  } catch (error) {
    for (const tensor of made) tensor.dispose()
    discardTape()
    throw error
  }
}

/**
 * The same tensors as constants of the function that is being differentiated: what an earlier pass in it has computed,
 * such as its moving statistics, but is no way for gradients.
 */
export function asConstants(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  // The tape sees the function of a tensor that nothing is asked of, not what it clones.
  return tensors.map((tensor) =>
    tf.customGrad((unrelated) => ({
      value: tf.clone(tensor),
      gradFunc: () => tf.zerosLike(unrelated as tf.Tensor),
    }))(tf.scalar(0)),
  )
}

/** Gives a kept tensor to the scope that is open now. */
function release(tensor: tf.Tensor): void {
  tensor.kept = false
  // `track` is private in the types alone; tfjs' own backends call it.
  ;(tf.engine() as unknown as { track(result: tf.Tensor): void }).track(tensor)
}

/** What tfjs leaves behind where a function under its tape throws. */
function discardTape(): void {
  const { state } = tf.engine()
  if (state.gradientDepth > 0) return
  for (const node of state.activeTape ?? []) {
    for (const tensor of node.saved ?? []) tensor.dispose()
  }
  state.activeTape = null as never
}
