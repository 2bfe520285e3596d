import type { ClaimResult, MethodChoice } from '../../contract/index.ts'
import {
  robustnessClaims,
  strongerAttackClaims,
  type RobustCondition,
  type RobustFigures,
  type RobustModel,
} from '../../core/studies/robustness-claims.ts'
import type { HostContext } from '../context.ts'
import { conditionText } from '../services/conditions.ts'
import { conditionPairOf, pairOf, type StudyFigures } from './gather-figures.ts'

const modelOfObjective: Readonly<Record<string, RobustModel>> = {
  'cross-entropy': 'base',
  'adversarial-regularization': 'nsl',
  'adversarial-training': 'pgd',
  trades: 'trades',
}

/** Judges who is more robust than whom; of several runs of an objective, the first one counts. */
export function judgeRobustTraining(
  context: HostContext,
  figures: StudyFigures,
  conditions: readonly MethodChoice[],
): ClaimResult[] {
  const runs = new Map(
    figures.runs.toReversed().map(({ run }) => [modelOfObjective[run.config.objective.id], run.id] as const),
  )
  const chosen = chooseConditions(conditions)
  const robust: RobustFigures = {
    titleOf: (condition) => titleOf(condition, chosen[condition]),
    models(first, second, condition) {
      const [one, two, under] = [runs.get(first), runs.get(second), chosen[condition]]
      return one !== undefined && two !== undefined && under ? pairOf(figures, one, two, conditionText(under)) : null
    },
    conditions(model, first, second) {
      const [run, one, two] = [runs.get(model), chosen[first], chosen[second]]
      if (run === undefined || !one || !two) return null
      return conditionPairOf(context, figures, run, [conditionText(one), conditionText(two)])
    },
  }
  return [...robustnessClaims(robust), ...strongerAttackClaims(robust)]
}

/** As the literature calls them: `PGD-20`. */
function titleOf(condition: RobustCondition, chosen: MethodChoice | undefined): string {
  if (condition === 'clean') return 'clean images'
  if (condition === 'apgd-t') return 'APGD-T'
  return chosen ? `PGD-${Number(chosen.params['steps'])}` : 'PGD'
}

/** Of several attacks of a kind, the one of the most steps. */
function chooseConditions(
  conditions: readonly MethodChoice[],
): Readonly<Record<RobustCondition, MethodChoice | undefined>> {
  const strongest = (id: RobustCondition): MethodChoice | undefined =>
    conditions
      .filter((condition) => condition.id === id)
      .toSorted((a, b) => Number(b.params['steps'] ?? 0) - Number(a.params['steps'] ?? 0))[0]
  return { clean: strongest('clean'), pgd: strongest('pgd'), 'apgd-t': strongest('apgd-t') }
}
