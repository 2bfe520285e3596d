import type { RunConfig } from '../../contract/run-config.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import { createClassifier, type Classifier, type FoldedModel } from '../../core/evaluation/classifier.ts'
import type { ModelTensors } from '../../core/network/forward.ts'
import type { Network } from '../../core/network/network.ts'
import type { StepRuntime } from '../../core/training/runtime.ts'
import type { ModelState } from '../../core/training/state.ts'
import { disposeModel, uploadModel } from '../../core/training/tensors.ts'
import { readModel } from '../checkpoint-files.ts'
import type { DatasetCache } from '../dataset-cache.ts'

/** A base model on the device, ready to classify and to be attacked. */
export interface LoadedModel {
  readonly classifier: Classifier
  readonly model: ModelTensors & FoldedModel
  dispose(): void
}

export function loadModel(network: Network, state: ModelState, runtime: StepRuntime): LoadedModel {
  const classifier = createClassifier(network, runtime)
  const uploaded = uploadModel(network, state)
  const model = { ...uploaded, ...classifier.fold(uploaded) }
  return {
    classifier,
    model,
    dispose() {
      disposeModel(model)
      classifier.dispose()
    },
  }
}

/** That of a checkpoint. */
export function loadCheckpoint(
  { config, checkpoint }: { readonly config: RunConfig; readonly checkpoint: string },
  data: DatasetCache,
  runtime: StepRuntime,
): LoadedModel {
  const network = networkOf(config.architecture, data)
  return loadModel(network, readModel(checkpoint, network), runtime)
}
