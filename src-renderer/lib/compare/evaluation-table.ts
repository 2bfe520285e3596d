import {
  checkUnderWay,
  seenBy,
  type Catalog,
  type Checkpoint,
  type Evaluation,
  type Progress,
  type RobustnessCheck,
  type SeenFamily,
} from '../../../src-main/contract/index.ts'
import { accuracyOf, type Accuracy } from '../runs/accuracies.ts'
import { checksNote } from '../checks.ts'
import { count } from '../format.ts'
import { conditionLabel, isAttack, type ConditionLabel } from '../methods.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'

export interface EvaluationRow {
  readonly evaluation: Evaluation
  readonly label: ConditionLabel
  /** Epoch of the weights; null while it waits for them, or where they are not kept any more. */
  readonly epoch: number | null
  readonly accuracy: Accuracy | null
  readonly top5: Accuracy | null
  /** Of a robust accuracy; null for others. */
  readonly checks: readonly RobustnessCheck[] | null
  /** What showed the run's training the same family of perturbations; empty where nothing did. */
  readonly seen: readonly string[]
  /** While it is computed. */
  readonly progress: Progress | null
}

export function evaluationRows(
  evaluations: readonly Evaluation[],
  checkpoints: readonly Checkpoint[],
  progress: ReadonlyMap<string, Progress>,
  catalog: Catalog | null,
  seen: readonly SeenFamily[],
): EvaluationRow[] {
  const share = (correct: number | null, n: number): Accuracy | null =>
    correct === null || n === 0 ? null : accuracyOf(correct, n)
  return evaluations.map((evaluation) => ({
    evaluation,
    label: conditionLabel(catalog, evaluation.condition),
    epoch: checkpoints.find(({ id }) => id === evaluation.checkpoint)?.epoch ?? null,
    accuracy: share(evaluation.correct, evaluation.n),
    top5: share(evaluation.correctTop5, evaluation.n),
    checks: evaluation.state === 'done' && isAttack(catalog, evaluation.condition.id) ? evaluation.checks : null,
    seen: catalog ? seenBy(seen, evaluation.condition, catalog) : [],
    progress: evaluation.state === 'running' ? (progress.get(evaluation.id) ?? null) : null,
  }))
}

/** How far an evaluation is: "200 of 500", or the check that it is at. */
export function progressText(progress: Progress, evaluation: Evaluation): string {
  return checkUnderWay(progress, evaluation) ?? `${count(progress.done)} of ${count(progress.total)}`
}

/** All figures in full; fractions, not percent. */
export function evaluationTable(rows: readonly EvaluationRow[]): TextTable {
  return {
    columns: [
      ...['condition', 'parameters', 'split', 'epoch', 'state', 'accuracy', 'low', 'high', 'top-5', 'loss', 'n'],
      ...['seen in training by', 'checks'],
    ],
    rows: rows.map(({ evaluation, label, epoch, accuracy, top5, checks, seen }) => [
      label.title,
      label.detail,
      evaluation.split,
      epoch,
      evaluation.state,
      accuracy?.value ?? null,
      accuracy?.interval?.[0] ?? null,
      accuracy?.interval?.[1] ?? null,
      top5?.value ?? null,
      evaluation.meanLoss,
      accuracy?.n ?? null,
      seen.join(' '),
      checksNote(checks),
    ]),
  }
}
