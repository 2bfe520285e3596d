import type { ClientOf, EmitOf, HandlersOf } from './define.ts'
import { architectures } from './architectures.ts'
import { datasets } from './datasets.ts'
import { elsewhere } from './elsewhere.ts'
import { evaluations } from './evaluations.ts'
import { experiments } from './experiments.ts'
import { exportedFiles } from './exported-files.ts'
import { imageFiles } from './image-files.ts'
import { imageTags } from './image-tags.ts'
import { linearModels } from './linear-models.ts'
import { measures } from './measures.ts'
import { perturbations } from './perturbations.ts'
import { plans } from './plans.ts'
import { reports } from './reports.ts'
import { runs } from './runs.ts'
import { sheets } from './sheets.ts'
import { similarity } from './similarity.ts'
import { studies } from './studies.ts'
import { system } from './system.ts'
import { tasks } from './tasks.ts'
import { trainingSaw } from './training-saw.ts'
import { trash } from './trash.ts'
import { transfers } from './transfers.ts'
import { views } from './views.ts'
import { weights } from './weights.ts'

/** Everything that processes may say to one another, by namespace. */
export const contract = {
  system,
  runs,
  experiments,
  evaluations,
  exportedFiles,
  imageFiles,
  imageTags,
  measures,
  plans,
  reports,
  views,
  trash,
  sheets,
  studies,
  datasets,
  elsewhere,
  architectures,
  weights,
  tasks,
  trainingSaw,
  transfers,
  similarity,
  perturbations,
  linearModels,
}

export type Client = ClientOf<typeof contract>
export type Handlers = HandlersOf<typeof contract>
export type Emit = EmitOf<typeof contract>

export * from './architectures.ts'
export * from './bytes.ts'
export * from './catalog.ts'
export * from './client.ts'
export * from './comparisons.ts'
export * from './confused-pair.ts'
export * from './datasets.ts'
export * from './define.ts'
export * from './desktop.ts'
export * from './elsewhere.ts'
export * from './drawing.ts'
export * from './epsilon-sweeps.ts'
export * from './effects.ts'
export * from './evaluations.ts'
export { expandSweep, type SweptExperiment } from './expand-sweep.ts'
export * from './image-files.ts'
export * from './image-tags.ts'
export * from './imported-runs.ts'
export * from './experiments.ts'
export * from './exported-files.ts'
export * from './families.ts'
export * from './linear-models.ts'
export * from './map-scores.ts'
export * from './map-words.ts'
export * from './measures.ts'
export * from './method.ts'
export * from './mnist.ts'
export * from './perturbations.ts'
export * from './plans.ts'
export * from './published-errors.ts'
export { readSeeds, readSwept } from './read-swept.ts'
export * from './robustness-checks.ts'
export * from './reports.ts'
export * from './run-config.ts'
export * from './runs.ts'
export * from './seen-families.ts'
export * from './sheets.ts'
export * from './similarity.ts'
export * from './split.ts'
export * from './stop-rules.ts'
export * from './studies.ts'
export * from './sweeps.ts'
export { pointsOf, settingName } from './swept-values.ts'
export * from './system.ts'
export * from './tasks.ts'
export * from './training-saw.ts'
export * from './trash.ts'
export * from './unseen-families.ts'
export * from './transfers.ts'
export * from './views.ts'
export * from './weights.ts'
export * from './wire.ts'
