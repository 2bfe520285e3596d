import type { Family } from '../../contract/families.ts'
import { right, unseen, type Outcomes } from '../../contract/outcomes.ts'
import { comparableConditions } from './comparable-conditions.ts'

/** How a model did under one condition: by image. */
export interface FamilyOutcomes {
  readonly family: Family
  readonly outcomes: Outcomes
}

/** Accuracies, and differences of them, are shares. */
export interface FamilyMean {
  /** Images that all of the conditions saw. */
  readonly n: number
  readonly mean: number
  /** What the mean is of, by image: a bootstrap draws from these. */
  readonly scores: Float64Array
  readonly families: readonly { readonly family: Family; readonly conditions: number; readonly mean: number }[]
}

/**
 * The mean over families of the mean over each family's conditions of the accuracy, over the images that all of the
 * conditions saw: so no family weighs more for being measured in five severities,
 * and no condition for having seen other images. Conditions on too few images are left out (`comparableConditions`). Null
 * where there is no condition, or no image that all saw.
 *
 * Example: fog right on images 1 and 2 of 4 at severity 1, on image 1 at severity 2; snow on image 1. Fog's mean is
 * (1/2 + 1/4) / 2 = 0.375, snow's 0.25, the mean over families 0.3125.
 */
export function meanOverFamilies(given: readonly FamilyOutcomes[]): FamilyMean | null {
  const conditions = comparableConditions(given.map((it) => ({ ...it, n: countSeen(it) })))
  const images = sharedImages(conditions)
  if (images.length === 0) return null
  const scores = scoresOf(conditions, images)
  const groups = [...Map.groupBy(conditions, ({ family }) => family)]
  return {
    ...{ n: images.length, mean: meanOf(scores), scores },
    families: groups.map(([family, members]) => ({
      family,
      conditions: members.length,
      mean: meanOf(scoresOf(members, images)),
    })),
  }
}

export interface FamilyMeanDifference {
  readonly n: number
  readonly families: readonly Family[]
  readonly means: readonly [first: number, second: number]
  /** Second minus first, of the same images. */
  readonly difference: number
  /** By image, so that a bootstrap of them is paired. */
  readonly differences: Float64Array
}

/**
 * The means of two models over the same families, conditions and images, and their difference. Both hold the same conditions in the same order. Null as above.
 */
export function compareOverFamilies(
  firstGiven: readonly FamilyOutcomes[],
  secondGiven: readonly FamilyOutcomes[],
): FamilyMeanDifference | null {
  const pairs = comparableConditions(
    firstGiven.map((one, at) => {
      const other = secondGiven[at] as FamilyOutcomes
      return { one, other, family: one.family, n: Math.min(countSeen(one), countSeen(other)) }
    }),
  )
  const first = pairs.map(({ one }) => one)
  const second = pairs.map(({ other }) => other)
  const images = sharedImages([...first, ...second])
  if (images.length === 0) return null
  const [one, other] = [scoresOf(first, images), scoresOf(second, images)]
  const differences = other.map((score, i) => score - (one[i] as number))
  return {
    n: images.length,
    families: [...new Set(first.map(({ family }) => family))],
    means: [meanOf(one), meanOf(other)],
    difference: meanOf(differences),
    differences,
  }
}

const countSeen = ({ outcomes }: FamilyOutcomes): number =>
  outcomes.reduce((n, outcome) => n + Number(outcome !== unseen), 0)

function sharedImages(conditions: readonly FamilyOutcomes[]): Int32Array {
  const [first] = conditions
  if (!first) return new Int32Array(0)
  return Int32Array.from(first.outcomes.keys()).filter((image) =>
    conditions.every(({ outcomes }) => (outcomes[image] ?? unseen) !== unseen),
  )
}

/** Of every image: the mean over families of the share of the family's conditions that it was right under. */
function scoresOf(conditions: readonly FamilyOutcomes[], images: Int32Array): Float64Array {
  const families = [...Map.groupBy(conditions, ({ family }) => family).values()]
  return Float64Array.from(images, (image) => {
    let sum = 0
    for (const members of families) {
      let count = 0
      for (const { outcomes } of members) if (outcomes[image] === right) count++
      sum += count / members.length
    }
    return sum / families.length
  })
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
