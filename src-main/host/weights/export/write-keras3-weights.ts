import { snakeCase } from '../read/read-keras3-weights.ts'
import { weightedLayers } from '../network-layers.ts'
import type { ExportedModel } from './export-task.ts'
import { writeHdf5 } from './hdf5-writer.ts'
import { kerasLayers, kerasModelConfig } from './keras-layers.ts'
import { kerasTensor } from './write-keras-h5.ts'

/**
 * Writes Keras 3's `.weights.h5`: `load_weights` of a model with the same layers takes it, that of
 * `keras.applications` too. The attribute `model_config`, which Keras does not look at, describes the model for
 * those that have none to load it into.
 */
export function writeKeras3Weights(path: string, model: ExportedModel): Promise<void> {
  return writeHdf5(path, (file) => {
    const layers = kerasLayers(model.network, { id: 'keras' })
    file.text('/', 'model_config', JSON.stringify(kerasModelConfig(model.architecture.id.replaceAll('-', '_'), layers)))
    file.group('/layers')
    const counts = new Map<string, number>()
    for (const layer of weightedLayers(model.network)) {
      const className = snakeCase(layer.className)
      const count = counts.get(className) ?? 0
      counts.set(className, count + 1)
      const group = `/layers/${className}${count === 0 ? '' : `_${count}`}/vars`
      file.group(group)
      file.text(group, 'name', layer.node.name)
      layer.variables.forEach((variable, place) => {
        const { shape, values } = kerasTensor(model, layer, variable)
        if (shape.length > 0) file.tensor(`${group}/${place}`, shape, values)
        else file.counter(`${group}/${place}`, values[0] ?? 0)
      })
    }
  })
}
