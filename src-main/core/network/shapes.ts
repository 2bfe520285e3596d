import { AppError } from '../../contract/wire.ts'
import type { Layer, Padding } from './network.ts'

/** Shape of one image's output, [height, width, channels] or [features]. */
export type LayerShape = readonly number[]

/**
 * Output shape of a layer, as Keras computes it.
 * Throws `invalid-input` where the inputs do not fit the layer; `name` is for that message.
 */
export function outputShape(name: string, layer: Layer, inputs: readonly LayerShape[]): LayerShape {
  const [first] = inputs
  if (!first) throw new Error(`Layer "${name}" has no input.`)
  switch (layer.kind) {
    case 'rescaling':
      for (const values of [layer.scale, layer.offset]) {
        if (typeof values !== 'number' && values.length !== first.at(-1)) {
          throw misfit(name, `${values.length} values do not fit its ${first.at(-1)} channels`)
        }
      }
      return first
    case 'input':
    case 'reverse-channels':
    case 'batch-normalization':
    case 'normalization':
    case 'activation':
    case 'dropout':
      return first
    case 'convolution': {
      const [height, width, channels] = image(name, first)
      if (channels % layer.groups !== 0 || layer.filters % layer.groups !== 0) {
        throw misfit(
          name,
          `${layer.groups} groups must divide its ${channels} channels and its ${layer.filters} filters`,
        )
      }
      return [...windows(name, [height, width], layer.kernelSize, layer.strides, layer.padding), layer.filters]
    }
    case 'separable-convolution': {
      const [height, width] = image(name, first)
      return [...windows(name, [height, width], layer.kernelSize, layer.strides, layer.padding), layer.filters]
    }
    case 'depthwise-convolution':
    case 'max-pooling':
    case 'average-pooling': {
      const [height, width, channels] = image(name, first)
      const size = layer.kind === 'depthwise-convolution' ? layer.kernelSize : layer.poolSize
      return [...windows(name, [height, width], size, layer.strides, layer.padding), channels]
    }
    case 'zero-padding': {
      const [height, width, channels] = image(name, first)
      const [[top, bottom], [left, right]] = layer.padding
      return [height + top + bottom, width + left + right, channels]
    }
    case 'cropping': {
      const [height, width, channels] = image(name, first)
      const [[top, bottom], [left, right]] = layer.cropping
      const [rows, columns] = [height - top - bottom, width - left - right]
      if (Math.min(rows, columns) < 1) throw misfit(name, `nothing is left of ${format(first)}`)
      return [rows, columns, channels]
    }
    case 'reshape':
      if (sizeOf(first) !== sizeOf(layer.shape)) {
        throw misfit(name, `${format(first)} cannot become ${format(layer.shape)}`)
      }
      return layer.shape
    case 'dense':
      if (first.length !== 1) throw misfit(name, `a dense layer needs [features], got ${format(first)}`)
      return [layer.units]
    case 'global-average-pooling':
      return [image(name, first)[2]]
    case 'flatten':
      return [sizeOf(first)]
    case 'add':
    case 'multiply':
      return broadcast(name, inputs)
    case 'concatenate':
      return concatenated(name, inputs)
  }
}

/** Zeros before and after one axis that Keras's 'same' adds for a window; more of them after where the sum is odd. */
export function samePadding(size: number, window: number, stride: number): readonly [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

function windows(
  name: string,
  sizes: readonly [number, number],
  window: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
): readonly [number, number] {
  const along = (axis: 0 | 1): number =>
    padding === 'same'
      ? Math.ceil(sizes[axis] / strides[axis])
      : Math.floor((sizes[axis] - window[axis]) / strides[axis]) + 1
  const result = [along(0), along(1)] as const
  if (Math.min(...result) < 1) throw misfit(name, `an input of ${format(sizes)} is smaller than its ${format(window)}`)
  return result
}

function broadcast(name: string, inputs: readonly LayerShape[]): LayerShape {
  const rank = Math.max(...inputs.map((shape) => shape.length))
  if (inputs.some((shape) => shape.length !== rank)) throw misfit(name, `${inputs.map(format).join(' and ')} differ`)
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = inputs.map((shape) => shape[axis] ?? 1)
    const size = Math.max(...sizes)
    if (sizes.some((other) => other !== size && other !== 1)) {
      throw misfit(name, `${inputs.map(format).join(' and ')} differ`)
    }
    return size
  })
}

function concatenated(name: string, inputs: readonly LayerShape[]): LayerShape {
  const [first = []] = inputs
  const outer = first.slice(0, -1)
  for (const shape of inputs) {
    if (shape.length !== first.length || outer.some((size, axis) => shape[axis] !== size)) {
      throw misfit(name, `${inputs.map(format).join(' and ')} differ before the last axis`)
    }
  }
  return [...outer, inputs.reduce((channels, shape) => channels + (shape.at(-1) ?? 0), 0)]
}

function image(name: string, shape: LayerShape): readonly [number, number, number] {
  const [height, width, channels] = shape
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw misfit(name, `it needs [height, width, channels], got ${format(shape)}`)
  }
  return [height, width, channels]
}

function sizeOf(shape: LayerShape): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

function format(shape: LayerShape): string {
  return shape.join('×')
}

function misfit(name: string, reason: string): AppError {
  return new AppError('invalid-input', `The layer "${name}" does not fit its input: ${reason}.`, {
    hint: 'Use larger images or a smaller network.',
  })
}
