import type { Variable } from '../../core/network/network.ts'
import type { WeightedLayer } from './network-layers.ts'
import { formatShape, type FileLayer, type FileTensor } from './weight-file.ts'

/** Values for every variable of a layer, by path; or what does not fit, to follow the layer's name. */
export type Filling = { readonly values: ReadonlyMap<string, Float32Array> } | { readonly misfit: string }

/** Takes a layer's values from the file's layer: by the variables' names, or by place where Keras 3 only counts them. */
export function fillLayer({ node, variables }: WeightedLayer, { tensors }: FileLayer): Filling {
  const isCounted = tensors.every(({ name }) => /^\d+$/.test(name))
  const values = new Map<string, Float32Array>()
  for (const [place, variable] of variables.entries()) {
    const tensor = isCounted ? tensors[place] : tensors.find(({ name }) => isNamed(name, variable))
    if (tensor === undefined) {
      // A counter of batches that nothing here reads, and that TensorFlow.js and others leave out.
      if (variable.role !== 'count') return { misfit: `has no ${variable.role}` }
      values.set(variable.path, new Float32Array(1))
      continue
    }
    const groups = node.layer.kind === 'convolution' ? node.layer.groups : 1
    const fitting = fitShape(tensor, variable, groups)
    if (fitting === null) {
      const shapes = `${variable.role} ${formatShape(tensor.shape)}, expected ${formatShape(variable.shape)}`
      return { misfit: `has ${shapes}` }
    }
    values.set(variable.path, fitting)
  }
  if (tensors.length > variables.length) {
    return { misfit: `has ${tensors.length} variables, expected ${variables.length}` }
  }
  return { values }
}

/** Keras 3 calls a depthwise kernel `kernel`. */
function isNamed(name: string, { role }: Variable): boolean {
  return name === role || (name === 'kernel' && role === 'depthwise_kernel')
}

function fitShape({ shape, values }: FileTensor, variable: Variable, groups: number): Float32Array | null {
  if (shape.join() === variable.shape.join()) return values
  if (groups === 1) return null
  const [height = 0, width = 0, channels = 0, perGroup = 0] = variable.shape
  const filters = perGroup * groups
  if (shape.join() === [height, width, channels / groups, filters].join()) {
    return ungroup(values, variable.shape, groups)
  }
  return shape.join() === [height, width, channels, filters].join()
    ? fromFullKernel(values, variable.shape, groups)
    : null
}

/** Of a full kernel [h, w, in, out] the blocks on the diagonal; null where a value between groups is not zero. */
function fromFullKernel(values: Float32Array, shape: readonly number[], groups: number): Float32Array | null {
  const [, , channels = 0, perGroup = 0] = shape
  const [inGroup, filters] = [channels / groups, perGroup * groups]
  const kernel = new Float32Array(values.length / groups)
  for (let i = 0; i < values.length; i++) {
    const [row, filter] = [Math.floor(i / filters), i % filters]
    const group = Math.floor((row % channels) / inGroup)
    if (Math.floor(filter / perGroup) === group) kernel[row * perGroup + (filter % perGroup)] = values[i] as number
    else if (values[i] !== 0) return null
  }
  return kernel
}

/**
 * From a grouped convolution's kernel [h, w, in / groups, out] to the depthwise layout of Keras Applications' ResNeXt
 * [h, w, in, out / groups]: depthwise[.., g · c + k, m] = grouped[.., k, g · c' + m], c = in / groups, c' = out / groups.
 */
function ungroup(values: Float32Array, shape: readonly number[], groups: number): Float32Array {
  return permuteGroups(values, shape, groups, (depthwise, grouped, into) => {
    into[depthwise] = values[grouped] as number
  })
}

/** The other way: from the depthwise layout, of this shape, to the grouped kernel [h, w, in / groups, out]. */
export function toGroupedKernel(values: Float32Array, shape: readonly number[], groups: number): Float32Array {
  return permuteGroups(values, shape, groups, (depthwise, grouped, into) => {
    into[grouped] = values[depthwise] as number
  })
}

function permuteGroups(
  values: Float32Array,
  [height = 0, width = 0, channels = 0, perGroup = 0]: readonly number[],
  groups: number,
  move: (depthwise: number, grouped: number, into: Float32Array) => void,
): Float32Array {
  const into = new Float32Array(values.length)
  const inGroup = channels / groups
  for (let position = 0; position < height * width; position++) {
    for (let channel = 0; channel < channels; channel++) {
      const [group, k] = [Math.floor(channel / inGroup), channel % inGroup]
      for (let m = 0; m < perGroup; m++) {
        const depthwise = (position * channels + channel) * perGroup + m
        const grouped = (position * inGroup + k) * perGroup * groups + group * perGroup + m
        move(depthwise, grouped, into)
      }
    }
  }
  return into
}
