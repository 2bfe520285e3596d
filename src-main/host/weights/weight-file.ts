import type { WeightFormat } from '../../contract/weights.ts'
import type { ModelConfig } from './read/model-config.ts'

/** One variable as it lies in the file; numbers other than float32 stay out, but for counters of one value. */
export interface FileTensor {
  /** `kernel`, `gamma`, …; the place in the layer (`0`, `1`, …) in files of Keras 3 that have no names. */
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** A layer that has variables. */
export interface FileLayer {
  /** As the model called it; null where the file only counts layers of a class. */
  readonly name: string | null
  /** Keras 3's snake case (`depthwise_conv2d`); null where the file has names alone. */
  readonly className: string | null
  /** The models that it lies in, outermost first, without the file's own: `['mobilenetv2_1.00_160']`. */
  readonly within: readonly string[]
  readonly tensors: readonly FileTensor[]
}

/** A weight file of any format, read whole: nothing of it is a handle or a promise. */
export interface WeightFile {
  readonly format: WeightFormat
  /** Version of the Keras that wrote it, where the file says so. */
  readonly kerasVersion: string | null
  /** In the order of the file: that of the model's layers where it lists them, else by class and number. */
  readonly layers: readonly FileLayer[]
  /** The model's layers where the file describes it. */
  readonly config: ModelConfig | null
}

/** Adds to a layer's variables in place: files with a hundred thousand of them would else be copied as often. */
export function addTensor(layers: Map<string, FileTensor[]>, layer: string, tensor: FileTensor): void {
  const tensors = layers.get(layer)
  if (tensors) tensors.push(tensor)
  else layers.set(layer, [tensor])
}

/** What a layer is called to the user. */
export function titleOf(layer: Pick<FileLayer, 'name' | 'className' | 'within'>): string {
  return [...layer.within, layer.name ?? layer.className ?? '?'].join('/')
}

/** `[3, 3, 3, 16]` */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
