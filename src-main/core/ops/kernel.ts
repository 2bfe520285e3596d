import * as tf from '@tensorflow/tfjs-core'

type Inputs = Readonly<Record<string, tf.Tensor>>
type Attributes = Readonly<Record<string, number | boolean | string | readonly number[] | Uint8Array>>

/**
 * A kernel of our own: named tensors and attributes in, a fixed list of tensors out.
 * `composed` defines it for every backend in terms of tfjs' own operations; a backend may register a faster one.
 */
export interface Kernel<
  I extends Inputs = Inputs,
  A extends Attributes = Attributes,
  O extends readonly tf.Tensor[] = readonly tf.Tensor[],
> {
  /** Name in tfjs' registry; starts with `Adversarium`, so that it can never replace one of tfjs' own. */
  readonly name: `Adversarium${string}`
  composed(inputs: I, attributes: A): O
}

/** A backend's own implementation of a kernel. */
export interface NativeKernel {
  readonly name: string
  readonly run: (inputs: Inputs, attributes: Attributes) => readonly tf.Tensor[]
}

/** Binds an implementation to the kernel it implements, with that kernel's types. */
export function implement<I extends Inputs, A extends Attributes, O extends readonly tf.Tensor[]>(
  kernel: Kernel<I, A, O>,
  run: (inputs: I, attributes: A) => O,
): NativeKernel {
  return { name: kernel.name, run: run as unknown as NativeKernel['run'] }
}

/** Runs a kernel on the current backend; recorded by the gradient tape. */
export function runKernel<I extends Inputs, A extends Attributes, O extends readonly tf.Tensor[]>(
  kernel: Kernel<I, A, O>,
  inputs: I,
  attributes: A,
): O {
  return tf
    .engine()
    .runKernel<tf.Tensor[]>(kernel.name, { ...inputs }, { ...attributes } as tf.NamedAttrMap) as unknown as O
}

/** The gradient of a kernel. `save` names inputs and numbers outputs that `backward` needs, inputs first. */
export interface KernelGradient {
  readonly kernel: Kernel
  readonly save: { readonly inputs?: readonly string[]; readonly outputs?: readonly number[] }
  readonly outputs: number
  /**
   * Functions by input name that give d loss / d input; only those that are needed are called. A kernel that yields
   * several gradients at once must run in this body: tfjs gives every function a scope of its own and would dispose
   * of the others' results.
   */
  backward(
    upstream: readonly tf.Tensor[],
    saved: readonly tf.Tensor[],
    attributes: Attributes,
  ): Readonly<Record<string, () => tf.Tensor>>
}

/** An operation: its kernels and, where it can be differentiated, the gradient of the first of them. */
export interface Operation {
  readonly kernels: readonly Kernel[]
  readonly gradient?: KernelGradient
}

/** Registers an operation's gradient, which all backends share. */
export function registerGradient({ kernel, save, outputs, backward }: KernelGradient): void {
  tf.registerGradient({
    kernelName: kernel.name,
    inputsToSave: [...(save.inputs ?? [])],
    outputsToSave: Array.from({ length: outputs }, (_, index) => save.outputs?.includes(index) ?? false),
    gradFunc: (upstream, saved, attributes) =>
      backward(Array.isArray(upstream) ? upstream : [upstream], saved, attributes as Attributes),
  })
}

/** Registers a kernel for a backend: the native implementation where there is one, else the composed definition. */
export function registerKernel(kernel: Kernel, backendName: string, native?: NativeKernel): void {
  const run: NativeKernel['run'] =
    native?.run ?? ((inputs, attributes) => tf.tidy(() => [...kernel.composed(inputs, attributes)]))
  tf.registerKernel({
    kernelName: kernel.name,
    backendName,
    kernelFunc: ({ inputs, attrs }) => [...run(inputs as unknown as Inputs, (attrs ?? {}) as Attributes)],
  })
}
