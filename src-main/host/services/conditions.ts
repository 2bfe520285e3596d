import {
  AppError,
  formatMethod,
  inPixelUnits,
  parseMethod,
  resolveParams,
  suggest,
  type CatalogEntry,
  type MethodChoice,
  type RunConfig,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { trainingAttackOf } from '../../core/objectives/training-attack.ts'

const trainingAttackId = 'training-attack'

const plain = (id: string, title: string): CatalogEntry => ({ id, title, source: '', params: {} })

/** All that images can go through: nothing, an attack, a noise, or the attack that the experiment trained against. */
export const conditionEntries = (): readonly CatalogEntry[] => [
  plain('clean', 'Clean'),
  ...catalog.attacks,
  ...catalog.corruptions,
  plain(trainingAttackId, 'Training attack'),
]

/** Checks a condition and fills in all its parameters, so that equal conditions are equal text. */
export function resolveCondition(condition: MethodChoice): MethodChoice {
  const entries = conditionEntries()
  const entry = entries.find(({ id }) => id === condition.id)
  if (!entry) {
    const hint = suggest(
      condition.id,
      entries.map(({ id }) => id),
    )
    throw new AppError('invalid-input', `There is no condition called "${condition.id}".`, { hint })
  }
  return { id: entry.id, params: resolveParams(entry, condition.params) }
}

/**
 * Puts the attack of the first run that trains against one in the place of `training-attack`, and leaves it out where
 * there is none. Equal conditions are kept once.
 */
export function resolveConditions(
  conditions: readonly MethodChoice[],
  runs: readonly RunConfig[],
): { conditions: MethodChoice[]; isTrainingAttackMissing: boolean } {
  const attack = conditions.some(({ id }) => id === trainingAttackId) ? firstTrainingAttack(runs) : null
  const resolved = conditions.flatMap((condition) => {
    if (condition.id !== trainingAttackId) return [resolveCondition(condition)]
    resolveCondition(condition)
    return attack ? [resolveCondition(attack)] : []
  })
  const distinct = new Map(resolved.map((condition) => [formatMethod(condition), condition]))
  return {
    conditions: [...distinct.values()],
    isTrainingAttackMissing: attack === null && conditions.some(({ id }) => id === trainingAttackId),
  }
}

export const missingAttack =
  'The condition "training-attack" is left out: no run of this experiment trains against an attack.'

function firstTrainingAttack(runs: readonly RunConfig[]): MethodChoice | null {
  for (const { objective } of runs) {
    const attack = trainingAttackOf(objective)
    if (attack) return attack
  }
  return null
}

/** Only what a person needs to tell it apart: the first parameter (its strength) and those that are not the default. */
export function shortCondition({ id, params }: MethodChoice): MethodChoice {
  const entry = conditionEntries().find((candidate) => candidate.id === id)
  if (!entry) return { id, params }
  const [strength] = Object.keys(entry.params)
  const kept = Object.entries(params).filter(
    ([name, value]) => name === strength || value !== entry.params[name]?.default,
  )
  return { id, params: Object.fromEntries(kept) }
}

export const conditionText = (condition: MethodChoice): string => formatMethod(shortCondition(condition))

/** Lengths by `pixelUnits`: for a reader. */
export const inReadableUnits = (condition: MethodChoice): MethodChoice => inPixelUnits(condition, conditionEntries())

/** The same of a condition's text; parameters that are off are left out. */
export function readableCondition(text: string): string {
  const { id, params } = inReadableUnits(parseMethod(text))
  return formatMethod({ id, params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null)) })
}
