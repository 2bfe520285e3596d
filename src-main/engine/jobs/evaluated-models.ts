import type { RunConfig } from '../../contract/run-config.ts'
import type { StepRuntime } from '../../core/training/runtime.ts'
import type { DatasetCache } from '../dataset-cache.ts'
import { fileVersion } from '../file-version.ts'
import { loadCheckpoint, type LoadedModel } from './load-model.ts'

/** A run's model and the one that its robustness checks take for a stranger: mostly two of one experiment. */
const mostModels = 2

interface Subject {
  readonly config: RunConfig
  readonly checkpoint: string
}

/** Models on the device, for evaluations that follow one another. */
export interface EvaluatedModels {
  /** That of a checkpoint; its tensors stay the keeper's. */
  of(subject: Subject, data: DatasetCache): LoadedModel
  forget(): void
}

/** Keeps the newest few, so that a checkpoint is loaded, folded and compiled once for all of its conditions. */
export function keepEvaluatedModels(runtime: StepRuntime): EvaluatedModels {
  const kept = new Map<string, LoadedModel>()
  const drop = (key: string): void => {
    kept.get(key)?.dispose()
    kept.delete(key)
  }
  return {
    of({ config, checkpoint }, data) {
      const key = JSON.stringify([config.architecture, fileVersion(checkpoint), data.shape, data.classes.length])
      const model = kept.get(key) ?? loadCheckpoint({ config, checkpoint }, data, runtime)
      kept.delete(key)
      kept.set(key, model)
      if (kept.size > mostModels) drop(kept.keys().next().value as string)
      return model
    },
    forget() {
      for (const key of kept.keys()) drop(key)
    },
  }
}
