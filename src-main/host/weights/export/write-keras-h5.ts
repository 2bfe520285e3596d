import { toGroupedKernel } from '../fill-layer.ts'
import { weightedLayers, type WeightedLayer } from '../network-layers.ts'
import { valueOf, type ExportedModel } from './export-task.ts'
import { writeHdf5 } from './hdf5-writer.ts'
import { kerasLayers, kerasModelConfig } from './keras-layers.ts'

/** The version whose names of variables are used: Keras 2 reads them too. */
const kerasVersion = '2.15.0'

/**
 * Writes a full model in Keras's legacy HDF5: `load_model` of Keras 2 and 3 opens it without any code, and
 * `load_weights` of `keras.applications` takes its weights. Images are [n, height, width, 3] with pixels in [0, 1].
 */
export function writeKerasH5(path: string, model: ExportedModel): Promise<void> {
  const layers = kerasLayers(model.network, { id: 'keras' })
  const weighted = new Map(weightedLayers(model.network).map((layer) => [layer.node.name, layer]))
  return writeHdf5(path, (file) => {
    file.text('/', 'backend', 'tensorflow')
    file.text('/', 'keras_version', kerasVersion)
    file.text('/', 'model_config', JSON.stringify(kerasModelConfig(model.architecture.id.replaceAll('-', '_'), layers)))
    file.group('/model_weights')
    file.text('/model_weights', 'backend', 'tensorflow')
    file.text('/model_weights', 'keras_version', kerasVersion)
    const names = layers.map(({ name }) => name)
    file.texts('/model_weights', 'layer_names', names)
    for (const name of names) {
      const group = `/model_weights/${name}`
      file.group(group)
      const tensors = tensorsOf(model, weighted.get(name))
      file.texts(
        group,
        'weight_names',
        tensors.map((tensor) => tensor.name),
      )
      for (const { name: variable, shape, values } of tensors) {
        if (shape.length > 0) file.tensor(`${group}/${variable}`, shape, values)
        else file.counter(`${group}/${variable}`, values[0] ?? 0)
      }
    }
  })
}

function tensorsOf(
  model: ExportedModel,
  layer: WeightedLayer | undefined,
): { name: string; shape: readonly number[]; values: Float32Array }[] {
  return (layer?.variables ?? []).map((variable) => {
    const { shape, values, role } = kerasTensor(model, layer as WeightedLayer, variable)
    return { name: `${variable.node}/${role}:0`, shape, values }
  })
}

/** A variable as Keras's layer has it: a grouped convolution's kernel is [h, w, in / groups, filters]. */
export function kerasTensor(
  model: ExportedModel,
  { node }: WeightedLayer,
  variable: WeightedLayer['variables'][number],
): { role: string; shape: readonly number[]; values: Float32Array } {
  const values = valueOf(model, variable)
  const { role, shape } = variable
  if (node.layer.kind !== 'convolution' || node.layer.groups === 1 || role !== 'depthwise_kernel') {
    return { role, shape, values }
  }
  const { groups, filters } = node.layer
  const [height = 0, width = 0, channels = 0] = shape
  return {
    role: 'kernel',
    shape: [height, width, channels / groups, filters],
    values: toGroupedKernel(values, shape, groups),
  }
}
