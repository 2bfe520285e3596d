import { openDatabase } from './open.ts'
import { checkpointTable } from './checkpoints.ts'
import { classFeaturesTable } from './class-features.ts'
import { datasetTable } from './datasets.ts'
import { evaluationTable } from './evaluations.ts'
import { eventTable } from './events.ts'
import { experimentTable } from './experiments.ts'
import { explanationTables } from './explanations.ts'
import { jobTable } from './jobs.ts'
import { mapScoreTables } from './map-scores.ts'
import { metricSummaryTable } from './metric-summaries.ts'
import { metricTable } from './metrics.ts'
import { noteTable } from './notes.ts'
import { originTable } from './origins.ts'
import { predictionTable } from './predictions.ts'
import { presetTable } from './presets.ts'
import { runTable } from './runs.ts'
import { tagTable } from './tags.ts'
import { valueTable } from './values.ts'
import { weightsTable } from './weights.ts'

export type Store = ReturnType<typeof openStore>

/** All tables of one workspace, behind prepared statements. */
export function openStore(path: string) {
  const db = openDatabase(path)
  const predictions = predictionTable(db)
  return {
    path,
    checkpoints: checkpointTable(db),
    classFeatures: classFeaturesTable(db),
    datasets: datasetTable(db),
    evaluations: evaluationTable(db, predictions.forget),
    events: eventTable(db),
    experiments: experimentTable(db),
    explanations: explanationTables(db),
    jobs: jobTable(db),
    mapScores: mapScoreTables(db, predictions.forgetSelections),
    metrics: metricTable(db),
    metricSummaries: metricSummaryTable(db),
    notes: noteTable(db),
    origins: originTable(db),
    preferences: valueTable(db, 'preference'),
    predictions,
    presets: presetTable(db),
    runs: runTable(db),
    settings: valueTable(db, 'setting'),
    tags: tagTable(db),
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
