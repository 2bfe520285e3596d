import { addTensor, type FileLayer, type FileTensor, type WeightFile } from '../weight-file.ts'
import { limits, refuse } from '../refuse.ts'
import type { Hdf5Reader } from './hdf5-reader.ts'
import { readModelConfig } from './model-config.ts'
import { parseJson } from '../../../contract/parse-json.ts'

/**
 * Reads Keras's legacy HDF5, that of Keras 1 and 2 and of Keras 3's `legacy_h5_format`: attributes `layer_names` and
 * `weight_names` list what lies where; a full model keeps them below `model_weights` and describes itself in
 * `model_config`. Throws `invalid-input`.
 */
export function readKerasH5(name: string, reader: Hdf5Reader): WeightFile {
  const isFull = reader.kindOf('/model_weights') === 'group'
  const root = isFull ? '/model_weights' : ''
  const layerNames = reader.texts(root || '/', 'layer_names')
  if (!layerNames) {
    throw refuse(name, 'is HDF5, but has no Keras layers in it', 'Choose a file that Keras or this program saved.')
  }
  const layers = layerNames.flatMap((layer) => {
    const group = `${root}/${layer}`
    if (reader.kindOf(group) !== 'group') throw refuse(name, `lists the layer "${layer}", but does not have it`)
    const weightNames = reader.texts(group, 'weight_names') ?? []
    return readLayer(reader, group, layer, weightNames)
  })
  const config = reader.text('/', 'model_config')
  if (config !== null && config.length > limits.jsonBytes) throw refuse(name, 'describes itself at more than 64 MiB')
  return {
    format: 'keras-h5',
    kerasVersion: reader.text(root || '/', 'keras_version') ?? reader.text('/', 'keras_version'),
    layers,
    config: config === null ? null : readModelConfig(parseJson(config)),
  }
}

/** A layer's variables; a submodel's are grouped by the layer that their names begin with. */
function readLayer(reader: Hdf5Reader, group: string, layer: string, weightNames: readonly string[]): FileLayer[] {
  const byOwner = new Map<string, FileTensor[]>()
  for (const weight of weightNames) {
    const parts = weight.replace(/:\d+$/, '').split('/')
    const role = parts.at(-1) as string
    const owner = parts.slice(0, -1).join('/')
    addTensor(byOwner, owner, reader.tensor(`${group}/${weight}`, role))
  }
  // One owner is the layer itself, whatever its variables are called (`batch_normalization_1_1/gamma:0`).
  const [only] = byOwner
  if (byOwner.size === 1 && only) return [{ name: layer, className: null, within: [], tensors: only[1] }]
  // A submodel of one layer looks the same; its variables' own name tells where the layer's does not.
  return [...byOwner].map(([owner, tensors]) => ({ name: owner, className: null, within: [layer], tensors }))
}
