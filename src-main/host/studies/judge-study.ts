import {
  canonicalMethod,
  formatMethod,
  seenBy,
  type ClaimResult,
  type MethodChoice,
  type StudyId,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { resolveCondition as findCondition } from '../../core/evaluation/condition.ts'
import { trainingAttackOf } from '../../core/objectives/training-attack.ts'
import {
  betterWhenPerturbed,
  efficientNetIsClose,
  mobileNetIsBestForItsParameters,
  nasNetOverfits,
  worseWhenClean,
} from '../../core/studies/claims.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { conditionText, inReadableUnits, resolveCondition, shortCondition } from '../services/conditions.ts'
import { seenFamilies } from '../services/seen-families.ts'
import { gatherFigures, networksOf, pairOf, type StudyFigures } from './gather-figures.ts'
import { judgeGoodfellow } from './judge-goodfellow.ts'
import { isGoodfellow } from './mnist-departures.ts'
import { judgeRobustTraining } from './judge-robust-training.ts'

const howTo = 'Train them with: adversarium reproduce overfitting-study.'

export interface Judgement {
  readonly claims: readonly ClaimResult[]
  /** The comparison of architectures that the claims about them rest on; null where there is none. */
  readonly networks: StudyFigures | null
}

/** Judges every claim that a study makes. */
export async function judgeStudy(
  context: HostContext,
  study: StudyId,
  figures: StudyFigures,
  conditions: readonly MethodChoice[],
): Promise<Judgement> {
  if (isGoodfellow(study)) {
    return { claims: await judgeGoodfellow(context, study, figures, conditions), networks: null }
  }
  if (study === 'robust-training') {
    return { claims: judgeRobustTraining(context, figures, conditions), networks: null }
  }
  const networks = study === 'overfitting-study' ? figures : findOverfittingStudy(context)
  const claims = networks === null ? judgeNetworks(nothing) : judgeNetworks(networks)
  return {
    claims: study === 'overfitting-study' ? claims : [...judgePair(context, figures, conditions), ...claims],
    networks,
  }
}

const nothing: StudyFigures = { runs: [], rows: [], pairs: [] }

function judgeNetworks(figures: StudyFigures): ClaimResult[] {
  const networks = networksOf(figures)
  return [
    ...nasNetOverfits(networks, howTo),
    mobileNetIsBestForItsParameters(networks, howTo),
    ...efficientNetIsClose(networks, (first, second) => pairOf(figures, first.id, second.id, 'clean'), howTo),
  ]
}

/** The base model against the one that was trained against an attack. */
function judgePair(context: HostContext, figures: StudyFigures, conditions: readonly MethodChoice[]): ClaimResult[] {
  const runs = figures.runs.map(({ run }) => run)
  const adversarial = runs.find((run) => conditionTrainedOn(run) !== null)
  const base = runs.find((run) => conditionTrainedOn(run) === null)
  const pairUnder = (condition: string) =>
    base && adversarial ? pairOf(figures, base.id, adversarial.id, condition) : null
  const attack = adversarial ? conditionTrainedOn(adversarial) : null
  const seen = adversarial ? seenFamilies(context, adversarial) : []
  const perturbed = conditions.filter(({ id }) => id !== 'clean')
  return [
    ...betterWhenPerturbed(
      perturbed.map((condition) => ({
        condition: conditionText(condition),
        title: titleOf(condition, attack),
        isSeen: seenBy(seen, condition, catalog).length > 0,
        pair: pairUnder(conditionText(condition)),
      })),
    ),
    worseWhenClean(pairUnder('clean')),
  ]
}

function conditionTrainedOn({ config }: Pick<StoredRun, 'config'>): MethodChoice | null {
  const attack = trainingAttackOf(config.objective)
  return attack && resolveCondition(attack)
}

/** `FGSM (epsilon=2/255)` */
function titleOf(condition: MethodChoice, attack: MethodChoice | null): string {
  const { id, params } = inReadableUnits(shortCondition(condition))
  const shown = Object.entries(params).filter(([, value]) => value !== null)
  const strength = formatMethod({ id, params: Object.fromEntries(shown) }).slice(id.length + 1)
  const title = `${findCondition(condition).title}${strength === '' ? '' : ` (${strength.replaceAll(',', ', ')})`}`
  return attack && canonicalMethod(attack) === canonicalMethod(condition) ? `its own attack, ${title}` : title
}

/**
 * The runs of a comparison of architectures in this workspace: those that carry its tag, of one budget. Of several
 * budgets, the one with most architectures, else the newest.
 */
function findOverfittingStudy(context: HostContext): StudyFigures | null {
  const { store } = context
  const tagged = store.runs
    .list(10_000)
    .filter(({ id, state, trashedAt }) => state === 'done' && trashedAt === null && isTagged(context, id))
  const budgets = [...Map.groupBy(tagged, budgetOf).values()]
  const architectures = (runs: readonly StoredRun[]): number =>
    new Set(runs.map(({ config }) => canonicalMethod(config.architecture))).size
  const [chosen] = budgets.toSorted((a, b) => architectures(b) - architectures(a))
  return chosen ? gatherFigures(context, chosen.toReversed(), [{ id: 'clean', params: {} }]) : null
}

const isTagged = ({ store }: HostContext, id: string): boolean =>
  store.tags.ofRun(id).includes('overfitting-study' satisfies StudyId)

/** What has to be the same where networks are compared. */
function budgetOf({ config, dataset }: StoredRun): string {
  const { epochs, batchSize, augmentations, seed, dataset: choice, monitor } = config
  return JSON.stringify([dataset, choice.imagesPerClass, epochs, batchSize, augmentations, seed, monitor])
}
