import type { Catalog, Dataset, Evaluation, Experiment, MethodChoice, Run } from '../../src-main/contract/index.ts'
import { runAccuracies, type RunAccuracies } from './accuracies.ts'
import { clock, date } from './format.ts'
import { methodTitle } from './methods.ts'

export interface RunRow {
  readonly run: Run
  readonly architecture: string
  readonly objective: string
  readonly dataset: string
  readonly accuracies: RunAccuracies
}

export interface RunGroup {
  readonly id: string
  readonly name: string
  readonly detail: string
  readonly rows: readonly RunRow[]
}

export interface RunSources {
  readonly runs: readonly Run[]
  readonly experiments: ReadonlyMap<string, Experiment>
  readonly evaluations: ReadonlyMap<string, readonly Evaluation[]>
  readonly datasets: ReadonlyMap<string, Dataset>
  readonly catalog: Catalog | null
  readonly robust: MethodChoice | null
}

/** Runs by experiment, newest experiment first; inside it in the order in which they were launched. */
export function runGroups(sources: RunSources): RunGroup[] {
  const groups = Map.groupBy(sources.runs, (run) => run.experimentId)
  return [...groups].map(([id, members]) => {
    const experiment = sources.experiments.get(id)
    const startedAt = experiment?.createdAt ?? Math.min(...members.map((run) => run.createdAt))
    const rows = members.toSorted((a, b) => a.createdAt - b.createdAt || a.color - b.color)
    return {
      id,
      name: experiment?.name ?? 'experiment',
      detail: `${rows.length} run${rows.length === 1 ? '' : 's'} · ${date(startedAt)}, ${clock(startedAt)}`,
      rows: rows.map((run) => runRow(run, sources)),
    }
  })
}

function runRow(run: Run, { catalog, evaluations, robust, ...sources }: RunSources): RunRow {
  const dataset = datasetOf(run, sources.datasets)
  return {
    run,
    architecture: methodTitle(catalog, 'architectures', run.config.architecture.id),
    objective: methodTitle(catalog, 'objectives', run.config.objective.id),
    dataset: dataset?.title ?? methodTitle(catalog, 'datasets', run.config.dataset.id),
    accuracies: runAccuracies(run, evaluations.get(run.id) ?? [], robust, catalog, dataset),
  }
}

/** The dataset that a run names, or the only one of its kind. */
export function datasetOf(run: Run, datasets: ReadonlyMap<string, Dataset>): Dataset | undefined {
  const { id, imported } = run.config.dataset
  if (imported !== null) return datasets.get(imported)
  const sameKind = [...datasets.values()].filter((dataset) => dataset.kind === id)
  return sameKind.length === 1 ? sameKind[0] : undefined
}
