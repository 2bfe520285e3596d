import {
  goodfellowConditionOf,
  goodfellowEpsilon,
  type ClaimResult,
  type GoodfellowCondition,
  type MethodChoice,
} from '../../contract/index.ts'
import {
  goodfellowClaims,
  type ClosedForm,
  type GoodfellowFigures,
  type GoodfellowModel,
  type GoodfellowStudy,
} from '../../core/studies/goodfellow-claims.ts'
import type { HostContext } from '../context.ts'
import { conditionText } from '../services/conditions.ts'
import { readLinearModel } from '../services/linear-models.ts'
import { pairOf, type StudyFigures } from './gather-figures.ts'

/** What Goodfellow, Shlens & Szegedy 2015 found, beside the plain run of the study and the other one. */
export async function judgeGoodfellow(
  context: HostContext,
  study: GoodfellowStudy,
  figures: StudyFigures,
  conditions: readonly MethodChoice[],
): Promise<ClaimResult[]> {
  const runs = figures.runs.map(({ run }) => run)
  const plain = runs.find(({ config }) => config.objective.id === 'cross-entropy')?.id
  const adversarial = runs.find(({ config }) => config.objective.id !== 'cross-entropy')?.id
  const idOf = (model: GoodfellowModel) => (model === 'plain' ? plain : adversarial)
  const textOf = (wanted: GoodfellowCondition): string | null => {
    const found = conditions.find((condition) => goodfellowConditionOf(condition) === wanted)
    return found ? conditionText(found) : null
  }
  const known: GoodfellowFigures = {
    wrong(model, condition) {
      const row = figures.rows.find(({ run, condition: text }) => run === idOf(model) && text === textOf(condition))
      return row ? [row.n - row.correct, row.n] : null
    },
    models(condition) {
      const under = textOf(condition)
      return plain && adversarial && under !== null ? pairOf(figures, plain, adversarial, under) : null
    },
    closedForm: study === 'goodfellow-logistic' && plain ? await closedFormOf(context, plain) : null,
  }
  return goodfellowClaims(study, known)
}

async function closedFormOf(context: HostContext, run: string): Promise<ClosedForm | null> {
  if (context.store.checkpoints.keptOfKind(run, 'last') === undefined) return null
  const { errors, n } = await readLinearModel(context, run)
  const found = errors.find((error) => error.epsilon === goodfellowEpsilon)
  return found ? { wrong: found.unclipped, undecided: found.undecided, n } : null
}
