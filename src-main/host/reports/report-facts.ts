import type { Comparison, MeasuredSummary, ReducedPoint, Run, UnseenFamilies } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import { measureSummaries } from '../measures/summaries.ts'
import { compareRuns } from '../services/comparisons.ts'
import { describeRun } from '../services/describe.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findRun } from '../services/runs.ts'

/** One run of a report. */
export interface ReportedRun {
  readonly run: Run
  /** Its name, told apart from others of the same name. */
  readonly label: string
  /** null where it was trained elsewhere: then nothing was evaluated either. */
  readonly dataset: StoredDataset | null
  /** Values after every epoch, by metric. */
  readonly curves: ReadonlyMap<string, readonly ReducedPoint[]>
}

/** What all parts of a report are made from, read once, so that they tell of the same moment. */
export interface ReportFacts {
  readonly runs: readonly ReportedRun[]
  /** The run that others are held against. */
  readonly baseline: ReportedRun
  readonly comparison: Comparison
  readonly unseen: UnseenFamilies
  readonly summaries: readonly MeasuredSummary[]
}

/** Longer curves are reduced: they would fill the file, and no screen shows more. */
const mostPoints = 400

const curveNames = [
  ...['train-accuracy', 'validation-accuracy', 'attacked-train-accuracy', 'attacked-validation-accuracy'],
  ...['training-loss', 'validation-loss'],
]

export function readFacts(
  context: HostContext,
  ids: readonly string[],
  baseline: string | undefined,
  unseen: UnseenFamilies,
): ReportFacts {
  const described = [...new Set(ids)].map((id) => describeRun(context, findRun(context, id)))
  const labels = labelsOf(described)
  const runs = described.map((run, at): ReportedRun => {
    const series = curveNames.map(
      (name) => [name, context.store.metrics.reducedSeries(run.id, name, mostPoints)] as const,
    )
    const dataset = run.imported === null ? datasetOf(context, findRun(context, run.id)) : null
    return { run, label: labels[at] as string, dataset, curves: new Map(series) }
  })
  const [first] = runs as [ReportedRun]
  const named = <T extends { readonly run: string; readonly name: string }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, name: runs.find(({ run }) => run.id === row.run)?.label ?? row.name }))
  const comparison = compareRuns(context, ids)
  return {
    runs,
    baseline: runs.find(({ run }) => run.id === baseline) ?? first,
    comparison: { ...comparison, rows: named(comparison.rows) },
    unseen: { ...unseen, means: named(unseen.means) },
    summaries: measureSummaries(context, ownOf(runs)),
  }
}

/** What a report calls a run. */
export const labelOf = ({ runs }: Pick<ReportFacts, 'runs'>, id: string): string =>
  runs.find(({ run }) => run.id === id)?.label ?? id

/** Ids of the runs that were trained here. */
export const ownOf = (runs: readonly ReportedRun[]): string[] =>
  runs.flatMap(({ run, dataset }) => (dataset === null ? [] : [run.id]))

/** Runs of the same name by their seeds, else by their ids. */
function labelsOf(runs: readonly Run[]): string[] {
  const ways: ((run: Run) => string)[] = [
    ({ name }) => name,
    ({ name, config }) => `${name} (seed ${config.seed})`,
    ({ name, id }) => `${name} (${id.slice(0, 8)})`,
  ]
  return runs.map((run) => {
    const isUnique = (way: (run: Run) => string): boolean =>
      runs.filter((other) => way(other) === way(run)).length === 1
    return (ways.find(isUnique) ?? (({ id }: Run) => id))(run)
  })
}
