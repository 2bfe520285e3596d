import { openDatabase } from './open.ts'
import { checkpointTable } from './checkpoints.ts'
import { datasetTable } from './datasets.ts'
import { evaluationTable } from './evaluations.ts'
import { eventTable } from './events.ts'
import { experimentTable } from './experiments.ts'
import { jobTable } from './jobs.ts'
import { metricTable } from './metrics.ts'
import { predictionTable } from './predictions.ts'
import { runTable } from './runs.ts'

export type Store = ReturnType<typeof openStore>

/** All tables of one workspace, behind prepared statements. */
export function openStore(path: string) {
  const db = openDatabase(path)
  return {
    path,
    checkpoints: checkpointTable(db),
    datasets: datasetTable(db),
    evaluations: evaluationTable(db),
    events: eventTable(db),
    experiments: experimentTable(db),
    jobs: jobTable(db),
    metrics: metricTable(db),
    predictions: predictionTable(db),
    runs: runTable(db),
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
