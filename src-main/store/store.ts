import { openDatabase } from './open.ts'
import { arrivalTable } from './arrivals.ts'
import { attachedTable } from './attached.ts'
import { calibrationTable } from './calibrations.ts'
import { checkpointTable } from './checkpoints.ts'
import { classFeaturesTable } from './class-features.ts'
import { corruptedFolderTable } from './corrupted-folders.ts'
import { datasetTable } from './datasets.ts'
import { evaluatedPartTable } from './evaluated-parts.ts'
import { evaluationTable } from './evaluations.ts'
import { eventTable } from './events.ts'
import { experimentTable } from './experiments.ts'
import { explanationTables } from './explanations.ts'
import { imageTagTable } from './image-tags.ts'
import { importedRunTable } from './imported-runs.ts'
import { jobTable } from './jobs.ts'
import { mapScoreTables } from './map-scores.ts'
import { metricSummaryTable } from './metric-summaries.ts'
import { metricTable } from './metrics.ts'
import { noteTable } from './notes.ts'
import { originTable } from './origins.ts'
import { planTable } from './plans.ts'
import { predictionTable } from './predictions.ts'
import { presetTable } from './presets.ts'
import { runTable } from './runs.ts'
import { similarityTable } from './similarities.ts'
import { tagTable } from './tags.ts'
import { transferTable } from './transfers.ts'
import { valueTable } from './values.ts'
import { viewTable } from './views.ts'
import { weightsTable } from './weights.ts'

export type Store = ReturnType<typeof openStore>

/** All tables of one workspace, behind prepared statements. */
export function openStore(path: string) {
  const db = openDatabase(path)
  const predictions = predictionTable(db)
  return {
    path,
    arrivals: arrivalTable(db),
    attached: attachedTable(db, predictions.forget),
    calibrations: calibrationTable(db),
    checkpoints: checkpointTable(db),
    classFeatures: classFeaturesTable(db),
    corruptedFolders: corruptedFolderTable(db),
    datasets: datasetTable(db),
    evaluatedParts: evaluatedPartTable(db),
    evaluations: evaluationTable(db, predictions.forget),
    events: eventTable(db),
    experiments: experimentTable(db),
    explanations: explanationTables(db),
    imageTags: imageTagTable(db),
    importedRuns: importedRunTable(db),
    jobs: jobTable(db),
    mapScores: mapScoreTables(db, predictions.forgetSelections),
    metrics: metricTable(db),
    metricSummaries: metricSummaryTable(db),
    notes: noteTable(db),
    origins: originTable(db),
    preferences: valueTable(db, 'preference'),
    plans: planTable(db),
    predictions,
    presets: presetTable(db),
    runs: runTable(db),
    settings: valueTable(db, 'setting'),
    similarities: similarityTable(db),
    tags: tagTable(db),
    transfers: transferTable(db),
    views: viewTable(db),
    weights: weightsTable(db),
    get inTransaction(): boolean {
      return db.inTransaction
    },
    /** All or nothing. */
    transaction<T>(work: () => T): T {
      return db.transaction(work).immediate()
    },
    close(): void {
      db.close()
    },
  }
}
