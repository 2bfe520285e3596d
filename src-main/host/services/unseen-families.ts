import {
  canonicalMethod,
  familyOf,
  type Family,
  type UnseenFamilies,
  type UnseenMean,
  type UnseenPair,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { compareOverFamilies, meanOverFamilies, type FamilyOutcomes } from '../../core/measures/mean-over-families.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { otherCheckpoint } from './comparisons.ts'
import { finishedEvaluations } from './finished-evaluations.ts'
import { findRun } from './runs.ts'
import { seenFamilies } from './seen-families.ts'

interface Measured {
  readonly run: StoredRun
  readonly checkpoint: number | null
  readonly seen: ReadonlySet<Family>
  /** Of all families, seen or not, by condition. */
  readonly outcomes: ReadonlyMap<string, FamilyOutcomes>
}

/** The means of some runs over families that they never saw, and every two runs over those that neither saw. */
export function compareUnseen(context: HostContext, ids: readonly string[]): UnseenFamilies {
  const measured = [...new Set(ids)].map((id) => measure(context, findRun(context, id)))
  return {
    means: measured.flatMap((it) => meanOf(context, it) ?? []),
    pairs: measured.flatMap((first, i) => measured.slice(i + 1).flatMap((second) => pairOf(first, second) ?? [])),
  }
}

function measure(context: HostContext, run: StoredRun): Measured {
  const evaluations = ofOneCheckpoint(finishedEvaluations(context, run.id))
  return {
    run,
    checkpoint: evaluations[0]?.checkpoint ?? null,
    seen: new Set(seenFamilies(context, run).map(({ family }) => family)),
    outcomes: new Map(
      evaluations.map(({ id, condition }) => [
        canonicalMethod(condition),
        { family: familyOf(condition, catalog) as Family, outcomes: context.store.predictions.outcomes(id) },
      ]),
    ),
  }
}

/** Of perturbations, of the checkpoint that was evaluated under most of them; of several the newest. */
function ofOneCheckpoint(evaluations: readonly StoredEvaluation[]): readonly StoredEvaluation[] {
  const perturbed = evaluations.filter(({ condition }) => familyOf(condition, catalog) !== null)
  const groups = [...Map.groupBy(perturbed, ({ checkpoint }) => checkpoint).values()]
  return groups.toReversed().toSorted((a, b) => b.length - a.length)[0] ?? []
}

function meanOf(context: HostContext, { run, checkpoint, seen, outcomes }: Measured): UnseenMean | null {
  const all = [...outcomes.values()]
  const mean = meanOverFamilies(all.filter(({ family }) => !seen.has(family)))
  return (
    mean && {
      ...{ run: run.id, name: run.name, checkpoint: otherCheckpoint(context, run, checkpoint) },
      ...{ n: mean.n, mean: mean.mean, interval: mean.interval, families: [...mean.families] },
      seen: [...new Set(all.flatMap(({ family }) => (seen.has(family) ? [family] : [])))],
    }
  )
}

function pairOf(first: Measured, second: Measured): UnseenPair | null {
  if (first.run.dataset !== second.run.dataset) return null
  const shared = [...first.outcomes].flatMap(([condition, one]) => {
    const other = second.outcomes.get(condition)
    return other && !first.seen.has(one.family) && !second.seen.has(one.family) ? [{ one, other }] : []
  })
  const found = compareOverFamilies(
    shared.map(({ one }) => one),
    shared.map(({ other }) => other),
  )
  if (!found) return null
  const { n, families, means, difference, interval } = found
  return {
    runs: [first.run.id, second.run.id],
    ...{ n, families: [...families], means: [...means], difference, interval },
  }
}
