import { relative } from 'node:path'
import type {
  CheckOutcome,
  Arrival,
  Dataset,
  Evaluation,
  ImportedFrom,
  RobustnessCheck,
  Run,
  RunState,
  SeenFamily,
} from '../../contract/index.ts'
import { robustnessChecks } from '../../core/robustness-checks/index.ts'
import type { CheckpointSummary } from '../../store/checkpoints.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { MetricSummary } from '../../store/metric-summaries.ts'
import type { Origin } from '../../store/origins.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { seenFamilies } from './seen-families.ts'
import { shortCondition } from './conditions.ts'

const resumableStates: readonly RunState[] = ['paused', 'cancelled', 'failed', 'crashed', 'interrupted']

/** What other tables say of one run. */
interface RunFacts extends MetricSummary, CheckpointSummary {
  readonly tags: string[]
  readonly note: string
  readonly origin: Origin | null
  readonly arrival: Arrival | null
  readonly seen: SeenFamily[]
  readonly imported: ImportedFrom | null
}

/** A run as clients see it: its row, its newest and best metrics, what was noted, and whether it can go on. */
export function describeRun({ store }: Pick<HostContext, 'store'>, run: StoredRun): Run {
  return join(run, {
    ...store.metricSummaries.ofRun(run.id),
    ...store.checkpoints.summary(run.id),
    tags: store.tags.ofRun(run.id),
    note: store.notes.ofRun(run.id),
    origin: store.origins.ofRun(run.id),
    arrival: store.arrivals.ofRun(run.id),
    seen: seenFamilies({ store }, run),
    imported: store.importedRuns.ofRun(run.id),
  })
}

/** The same of many runs, at one query a table. */
export function describeRuns(context: Pick<HostContext, 'store'>, runs: readonly StoredRun[]): Run[] {
  if (runs.length <= 4) return runs.map((run) => describeRun(context, run))
  const { metricSummaries, checkpoints, tags, notes, origins, importedRuns, arrivals } = context.store
  const all = {
    metrics: metricSummaries.all(),
    checkpoints: checkpoints.summaries(),
    tags: tags.all(),
    notes: notes.all(),
    origins: origins.all(),
    imported: importedRuns.all(),
    arrivals: arrivals.all(),
  }
  return runs.map((run) =>
    join(run, {
      ...(all.metrics.get(run.id) ?? { latest: {}, best: {} }),
      ...(all.checkpoints.get(run.id) ?? { bytes: 0, hasLast: false }),
      tags: all.tags.get(run.id) ?? [],
      note: all.notes.get(run.id) ?? '',
      origin: all.origins.get(run.id) ?? null,
      arrival: all.arrivals.get(run.id) ?? null,
      seen: seenFamilies(context, run, (id) => all.origins.get(id) ?? null),
      imported: all.imported.get(run.id) ?? null,
    }),
  )
}

function join({ experiment, number, ...run }: StoredRun, { hasLast, bytes, origin, ...facts }: RunFacts): Run {
  return {
    ...run,
    ...facts,
    experimentId: experiment,
    color: number - 1,
    // A fork without a checkpoint of its own starts from its origin's again.
    isResumable: (hasLast || origin !== null) && resumableStates.includes(run.state),
    bytes: bytes + (origin?.bytes ?? 0),
    origin: origin && { run: origin.run, checkpoint: origin.checkpoint, epoch: origin.epoch },
  }
}

export function describeEvaluation({ id, condition, checks, begun: _begun, ...rest }: StoredEvaluation): Evaluation {
  return { ...rest, id: String(id), condition: shortCondition(condition), checks: describeChecks(checks) }
}

/** In the order of the registry; what it does not know any more comes last, under its id. */
export function describeChecks(outcomes: readonly CheckOutcome[]): RobustnessCheck[] {
  const known = robustnessChecks.map(({ id, title }) => ({ id, title }))
  const gone = outcomes.filter((outcome) => !known.some(({ id }) => id === outcome.id))
  return [...known, ...gone.map(({ id }) => ({ id, title: id }))].flatMap((named) => {
    const outcome = outcomes.find(({ id }) => id === named.id)
    return outcome ? [{ ...outcome, ...named }] : []
  })
}

export function describeDataset({ folder: _folder, ...dataset }: StoredDataset): Dataset {
  return dataset
}

/** Paths are stored relative to the workspace, with forward slashes, so that it can be moved. */
export function relativePath({ workspace }: Pick<HostContext, 'workspace'>, path: string): string {
  return relative(workspace.folder, path).replaceAll('\\', '/')
}
