import type { RunConfig } from '../../contract/run-config.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import { createLayerFeatures, type LayerFeatures } from '../../core/evaluation/layer-features.ts'
import type { Network } from '../../core/network/network.ts'
import { createExplainer, type Explainer } from '../../core/saliency/explainer.ts'
import type { Backend } from '../backends/start-backend.ts'
import { readModel } from '../checkpoint-files.ts'
import { openDatasetCache, type DatasetCache } from '../dataset-cache.ts'
import { fileVersion } from '../file-version.ts'
import { createInitialModel } from '../initial-model.ts'
import type { InitialWeights } from '../initial-weights.ts'
import { mostKeptModels } from '../questions.ts'
import { loadModel, type LoadedModel } from './load-model.ts'

/** A model on the device, with what was compiled for it and the images it is for. */
export interface KeptModel extends LoadedModel {
  readonly network: Network
  readonly data: DatasetCache
  readonly explainer: Explainer
  readonly layerFeatures: LayerFeatures
}

const kept = new Map<string, KeptModel>()

let isHeld = false

/** While they are held none is forgotten: a question that waits goes on with its own. */
export function holdModels(held: boolean): void {
  isHeld = held
}

interface Wanted {
  readonly config: RunConfig
  readonly datasetFolder: string
  readonly checkpoint: string | null
  readonly initialWeights?: InitialWeights | null
}

/**
 * The model of a checkpoint, or (null) the one that a run of this configuration starts with. It stays for the next
 * question: its tensors belong to this module.
 */
export function keepModel(
  { config, datasetFolder, checkpoint, initialWeights = null }: Wanted,
  { name, step }: Backend,
): KeptModel {
  const start = checkpoint === null ? [config.seed, initialWeights] : fileVersion(checkpoint)
  const key = JSON.stringify([name, config.architecture, datasetFolder, start])
  const known = kept.get(key)
  if (known) kept.delete(key)
  else while (kept.size >= mostKeptModels && !isHeld) forgetOldest()
  const model = known ?? load()
  kept.set(key, model)
  return model

  function load(): KeptModel {
    const data = openDatasetCache(datasetFolder)
    try {
      const network = networkOf(config.architecture, data)
      const state =
        checkpoint === null ? createInitialModel(network, config, initialWeights).state : readModel(checkpoint, network)
      const loaded = loadModel(network, state, step)
      const explainer = createExplainer(network, step, loaded.classifier)
      const layerFeatures = createLayerFeatures(network, step)
      return {
        ...{ ...loaded, network, data, explainer, layerFeatures },
        dispose() {
          loaded.dispose()
          explainer.dispose()
          layerFeatures.dispose()
          data.close()
        },
      }
    } catch (error) {
      data.close()
      throw error
    }
  }
}

function forgetOldest(): void {
  const [oldest] = kept
  if (!oldest) return
  const [key, model] = oldest
  kept.delete(key)
  model.dispose()
}
