import type { ReceptiveField } from '../../contract/architectures.ts'
import type { Layer, Network, Node } from './network.ts'
import { samePadding } from './shapes.ts'

/** The field of the first value along one axis, in pixels; those before the image are negative. */
interface Span {
  readonly first: number
  readonly last: number
  readonly stride: number
}
type Spans = readonly [Span, Span]

/**
 * The receptive field of every feature map, by the name of its layer (Araujo et al. 2019, "Computing receptive fields of
 * convolutional neural networks", https://distill.pub/2019/computing-receptive-fields). Where paths join, it is what all
 * of them see together. Layers behind a global pooling have none: they see the whole image. A factor that comes from
 * there (squeeze and excitation) has no place in the image and is left out.
 */
export function receptiveFields({ nodes }: Network): ReadonlyMap<string, ReceptiveField> {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const spans = new Map<string, Spans>()
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => spans.get(name)).filter((known) => known !== undefined)
    const shape = byName.get(node.inputs[0] ?? '')?.shape ?? []
    const own =
      node.layer.kind === 'input' ? each(() => pixel) : inputs.length > 0 && behind(node, union(inputs), shape)
    if (own) spans.set(node.name, own)
  }
  return new Map([...spans].map(([name, [rows, columns]]) => [name, fieldOf(rows, columns)]))
}

const pixel: Span = { first: 0, last: 0, stride: 1 }

function union(paths: readonly Spans[]): Spans {
  const along = (axis: 0 | 1): Span => ({
    first: Math.min(...paths.map((path) => path[axis].first)),
    last: Math.max(...paths.map((path) => path[axis].last)),
    stride: Math.max(...paths.map((path) => path[axis].stride)),
  })
  return [along(0), along(1)]
}

/** Null behind layers that leave no map. */
function behind({ layer }: Node, input: Spans, shape: readonly number[]): Spans | null {
  switch (layer.kind) {
    case 'global-average-pooling':
    case 'flatten':
    case 'dense':
    case 'reshape':
      return null
    case 'zero-padding':
      return each((axis) => moved(input[axis], -layer.padding[axis][0]))
    case 'cropping':
      return each((axis) => moved(input[axis], layer.cropping[axis][0]))
    case 'convolution':
    case 'depthwise-convolution':
    case 'separable-convolution':
    case 'max-pooling':
    case 'average-pooling':
      return each((axis) => windowed(input[axis], layer, axis, shape[axis] ?? 0))
    default:
      return input
  }
}

const each = (along: (axis: 0 | 1) => Span): Spans => [along(0), along(1)]

const moved = ({ first, last, stride }: Span, places: number): Span => ({
  first: first + places * stride,
  last: last + places * stride,
  stride,
})

type Windowed = Extract<Layer, { readonly strides: readonly [number, number] }>

function windowed({ first, last, stride }: Span, layer: Windowed, axis: 0 | 1, length: number): Span {
  const window = ('kernelSize' in layer ? layer.kernelSize : layer.poolSize)[axis]
  const step = layer.strides[axis]
  const [before] = layer.padding === 'same' ? samePadding(length, window, step) : [0]
  return { first: first - before * stride, last: last + (window - 1 - before) * stride, stride: stride * step }
}

function fieldOf(rows: Span, columns: Span): ReceptiveField {
  const length = ({ first, last }: Span): number => last - first + 1
  return { size: [length(rows), length(columns)], stride: [rows.stride, columns.stride] }
}
