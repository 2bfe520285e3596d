import type { Migration } from '../migrate.ts'
import { coreTables } from './001-core-tables.ts'
import { workbench } from './002-workbench.ts'
import { explanations } from './003-explanations.ts'
import { longSeries } from './004-long-series.ts'
import { forks } from './005-forks.ts'
import { weights } from './006-weights.ts'
import { keptCheckpoints } from './007-kept-checkpoints.ts'
import { robustnessChecks } from './008-robustness-checks.ts'
import { mapScores } from './009-map-scores.ts'
import { explanationNotes } from './010-explanation-notes.ts'
import { classFeatures } from './011-class-features.ts'
import { sheets } from './012-sheets.ts'
import { evaluationPlans } from './013-evaluation-plans.ts'
import { modelsCompared } from './014-models-compared.ts'
import { calibration } from './015-calibration.ts'
import { corruptedFolders } from './016-corrupted-folders.ts'
import { imageTags } from './017-image-tags.ts'
import { evaluatedParts } from './018-evaluated-parts.ts'
import { importedRuns } from './019-imported-runs.ts'
import { arrivals } from './020-arrivals.ts'
import { trash } from './021-trash.ts'
import { priorities } from './022-priorities.ts'

/** In rising order. A migration that was released is never edited. */
export const migrations: readonly Migration[] = [
  ...[coreTables, workbench, explanations, longSeries, forks, weights, keptCheckpoints],
  robustnessChecks,
  mapScores,
  explanationNotes,
  classFeatures,
  sheets,
  evaluationPlans,
  modelsCompared,
  calibration,
  corruptedFolders,
  imageTags,
  evaluatedParts,
  importedRuns,
  arrivals,
  trash,
  priorities,
]
