import { relative } from 'node:path'
import type { Dataset, Evaluation, Run, RunState } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { shortCondition } from './conditions.ts'

const endedWithoutSuccess: readonly RunState[] = ['cancelled', 'failed', 'crashed', 'interrupted']

/** A run as clients see it: its row, its newest metrics, and whether it can go on. */
export function describeRun({ store }: Pick<HostContext, 'store'>, run: StoredRun): Run {
  const { experiment, dataset: _dataset, number, ...rest } = run
  const best = store.metrics.best(run.id, 'validation-accuracy')
  return {
    ...rest,
    experimentId: experiment,
    color: number - 1,
    latest: store.metrics.latest(run.id),
    bestValidationAccuracy: best?.value ?? null,
    bestEpoch: best ? Math.round(best.epoch) : null,
    isResumable: isResumable({ store }, run),
  }
}

export function isResumable({ store }: Pick<HostContext, 'store'>, run: StoredRun): boolean {
  return endedWithoutSuccess.includes(run.state) && store.checkpoints.keptOfKind(run.id, 'last') !== undefined
}

export function describeEvaluation({ id, condition, ...rest }: StoredEvaluation): Evaluation {
  return { ...rest, id: String(id), condition: shortCondition(condition) }
}

export function describeDataset({ folder: _folder, ...dataset }: StoredDataset): Dataset {
  return dataset
}

/** Paths are stored relative to the workspace, with forward slashes, so that it can be moved. */
export function relativePath({ workspace }: Pick<HostContext, 'workspace'>, path: string): string {
  return relative(workspace.folder, path).replaceAll('\\', '/')
}
