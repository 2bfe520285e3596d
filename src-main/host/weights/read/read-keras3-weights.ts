import type { FileLayer, WeightFile } from '../weight-file.ts'
import { limits, refuse } from '../refuse.ts'
import type { Hdf5Reader } from './hdf5-reader.ts'
import type { ModelConfig } from './model-config.ts'

/** State that is no layer's: optimizer, metrics, and the generators of dropout and augmentation. */
const notLayers = new Set(['optimizer', 'metrics', 'seed_generator', 'loss_tracker', '_metrics', '_loss_tracker'])

/**
 * Reads Keras 3's own layout (`.weights.h5`, and within `.keras`; TensorFlow 2.13 to 2.15 wrote it too): layers are
 * groups `<class>`, `<class>_1`, … in the order of their model's layers, variables are `vars/0`, `vars/1`, … Since Keras
 * 3.9 `vars` carries the layer's name; older files get their names from the model's description where there is one.
 * See saving_lib.py of Keras. Throws `invalid-input`.
 */
export function readKeras3Weights(name: string, reader: Hdf5Reader): WeightFile {
  const layers: FileLayer[] = []

  function visit(path: string, within: readonly string[], depth: number): void {
    if (depth > limits.depth) throw refuse(name, 'has groups that nest without end or link in circles')
    const children = reader.names(path).filter((child) => !notLayers.has(child))
    const groups = children.filter((child) => reader.kindOf(`${path}/${child}`) === 'group')
    if (groups.includes('vars')) {
      const layer = readVariables(reader, path, within)
      if (layer) layers.push(layer)
    }
    for (const group of groups.filter((child) => child !== 'vars').toSorted(byNumber)) {
      const isContainer = group === 'layers' || group.startsWith('container')
      visit(`${path}/${group}`, isContainer || depth === 0 ? within : [...within, group], depth + 1)
    }
  }

  visit('', [], 0)
  if (layers.length === 0) {
    throw refuse(name, 'is HDF5, but has no Keras layers in it', 'Choose a file that Keras or this program saved.')
  }
  return { format: 'keras3-weights', kerasVersion: null, layers, config: null }
}

function readVariables(reader: Hdf5Reader, path: string, within: readonly string[]): FileLayer | null {
  const variables = `${path}/vars`
  const places = reader.names(variables).toSorted((a, b) => Number(a) - Number(b))
  const tensors = places.map((place) => reader.tensor(`${variables}/${place}`, place))
  if (tensors.length === 0) return null
  return {
    name: reader.text(variables, 'name'),
    className: within.at(-1) ?? null,
    within: within.slice(0, -1),
    tensors,
  }
}

/** `conv2d`, `conv2d_1`, `conv2d_2`, `conv2d_10`: as Keras numbers them. */
function byNumber(a: string, b: string): number {
  const [first, second] = [splitNumber(a), splitNumber(b)]
  if (first.className !== second.className) return first.className < second.className ? -1 : 1
  return first.number - second.number
}

/** `depthwise_conv2d_3` is the fourth of its class. */
export function splitNumber(group: string): { className: string; number: number } {
  const [, className = group, number = '0'] = /^(.*?)(?:_(\d+))?$/.exec(group) ?? []
  return { className, number: Number(number) }
}

/**
 * Gives layers that are only counted the names that the model's description has for them: the n-th of a class in its
 * model. Submodels are counted the same way.
 */
export function nameLayers(file: WeightFile, config: ModelConfig): WeightFile {
  const names = new Map<string, string>()
  const counters = new Map<string, number>()
  const count = (key: string): string => {
    const number = counters.get(key) ?? 0
    counters.set(key, number + 1)
    return number === 0 ? key : `${key}_${number}`
  }
  const models = new Map<string, string>()
  for (const { name, className, within } of config.layers) {
    let path = ''
    let key = ''
    for (const model of within) {
      key += `/${model.name}`
      if (!models.has(key)) models.set(key, count(`${path}/${snakeCase(model.className)}`))
      path = models.get(key) as string
    }
    names.set(count(`${path}/${snakeCase(className)}`), name)
  }
  const layers = file.layers.map((layer) =>
    layer.name === null
      ? { ...layer, name: names.get(['', ...layer.within, layer.className].join('/')) ?? null }
      : layer,
  )
  return { ...file, layers, config }
}

/** Keras's `to_snake_case`: `DepthwiseConv2D` is `depthwise_conv2d`. */
export function snakeCase(className: string): string {
  return className
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
