import type { Catalog, Dataset, Evaluation, Experiment, MethodChoice, Run } from '../../../src-main/contract/index.ts'
import { runAccuracies, type AccuracySource, type RunAccuracies } from './accuracies.ts'
import { methodTitle } from '../methods.ts'
import { statedFacts } from './imported-run.ts'

/** A run as the list shows, sorts and filters it. */
export interface RunRow {
  readonly run: Run
  readonly experiment: string
  readonly architecture: string
  readonly objective: string
  readonly dataset: string
  readonly accuracies: RunAccuracies
}

export interface RunSources {
  readonly runs: readonly Run[]
  readonly experiments: ReadonlyMap<string, Experiment>
  readonly evaluations: ReadonlyMap<string, readonly Evaluation[]>
  readonly datasets: ReadonlyMap<string, Dataset>
  readonly catalog: Catalog | null
  readonly robust: MethodChoice | null
  readonly accuracySource: AccuracySource
}

/** Makes rows and keeps those whose run and evaluations are as before: of thousands, few change at once. */
export function createRowMaker(): (sources: RunSources) => RunRow[] {
  let known = new Map<string, { row: RunRow; evaluations: readonly Evaluation[] }>()
  let shared: readonly unknown[] = []
  return (sources) => {
    const { experiments, datasets, catalog, robust, accuracySource } = sources
    const now = [experiments, datasets, catalog, robust, accuracySource]
    if (!isSame(now, shared)) known = new Map()
    shared = now
    const next: typeof known = new Map()
    const rows = sources.runs.map((run) => {
      const evaluations = sources.evaluations.get(run.id) ?? []
      const before = known.get(run.id)
      const row = before?.row.run === run && isSame(before.evaluations, evaluations) ? before.row : runRow(run, sources)
      next.set(run.id, { row, evaluations })
      return row
    })
    known = next
    return rows
  }
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at])

function runRow(run: Run, { catalog, evaluations, robust, ...sources }: RunSources): RunRow {
  const dataset = datasetOf(run, sources.datasets)
  return {
    run,
    experiment: sources.experiments.get(run.experimentId)?.name ?? 'experiment',
    ...(run.imported
      ? {
          architecture: statedFacts.architecture(run),
          objective: statedFacts.objective(run),
          dataset: statedFacts.dataset(run),
        }
      : {
          architecture: methodTitle(catalog, 'architectures', run.config.architecture.id),
          objective: methodTitle(catalog, 'objectives', run.config.objective.id),
          dataset: dataset?.title ?? methodTitle(catalog, 'datasets', run.config.dataset.id),
        }),
    accuracies: runAccuracies(run, evaluations.get(run.id) ?? [], robust, catalog, dataset, sources.accuracySource),
  }
}

/** The dataset that a run trains on; null until the list is there. */
export function datasetOf(run: Run, datasets: ReadonlyMap<string, Dataset>): Dataset | undefined {
  const named = datasets.get(run.dataset ?? '')
  if (named) return named
  const sameKind = [...datasets.values()].filter((dataset) => dataset.kind === run.config.dataset.id)
  return sameKind.length === 1 ? sameKind[0] : undefined
}
