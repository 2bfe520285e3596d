import type { RunConfig } from '../../contract/run-config.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import { createClassifier, type Classifier, type FoldedModel } from '../../core/evaluation/classifier.ts'
import type { ModelTensors } from '../../core/network/forward.ts'
import type { StepRuntime } from '../../core/training/runtime.ts'
import { disposeModel, uploadModel } from '../../core/training/tensors.ts'
import { readModel } from '../checkpoint-files.ts'
import type { DatasetCache } from '../dataset-cache.ts'

/** A checkpoint's base model on the device, ready to classify and to be attacked. */
export interface LoadedModel {
  readonly classifier: Classifier
  readonly model: ModelTensors & FoldedModel
  dispose(): void
}

export function loadModel(
  { config, checkpoint }: { readonly config: RunConfig; readonly checkpoint: string },
  data: DatasetCache,
  runtime: StepRuntime,
): LoadedModel {
  const network = networkOf(config.architecture, data)
  const state = readModel(checkpoint, network)
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
