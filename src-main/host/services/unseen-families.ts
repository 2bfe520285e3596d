import { familyOf, type Family, type UnseenFamilies, type UnseenMean, type UnseenPair } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { compareOverFamilies, meanOverFamilies, type FamilyOutcomes } from '../../core/measures/mean-over-families.ts'
import { createColumnReader, measuredOf, type ColumnReader } from '../measures/image-columns.ts'
import { measuredRun } from '../measures/measured-run.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { otherCheckpoint } from './comparisons.ts'
import { keepNewest } from '../keep-newest.ts'
import { seenFamilies } from './seen-families.ts'

type MeanOfRun = Omit<UnseenMean, 'run' | 'name' | 'checkpoint'>

interface Measured {
  readonly run: StoredRun
  readonly checkpoint: number | null
  readonly seen: ReadonlySet<Family>
  /** Under all families, seen or not, by condition. */
  readonly evaluations: ReadonlyMap<string, StoredEvaluation & { readonly family: Family }>
  /** Equal where what is measured is the same. */
  readonly key: string
}

/** A mean is 1,000 resamples of all images: it is worked out once for the same evaluations. */
const mostKept = 500

/** Means over families that training never showed. */
export function createUnseenFamilies(context: HostContext) {
  const means = keepNewest<MeanOfRun | null>(mostKept)
  const pairs = keepNewest<UnseenPair | null>(mostKept)

  /** Of each run, and of each against the baseline (the first where none is named) over those that neither saw. */
  return async (ids: readonly string[], baseline?: string): Promise<UnseenFamilies> => {
    const measured = [...new Set(ids)].map((id) => measure(context, id))
    const base = measured.find(({ run }) => run.id === baseline) ?? (measured[0] as Measured)
    const read = createColumnReader(context)
    const found: UnseenFamilies = { means: [], pairs: [] }
    for (const it of measured) {
      const { run, checkpoint } = it
      const mean = await means(it.key, () => meanOf(it, read))
      const about = { run: run.id, name: run.name, checkpoint: otherCheckpoint(context, run, checkpoint) }
      if (mean) found.means.push({ ...about, ...mean })
      const pair = it === base ? null : await pairs(`${base.key} ${it.key}`, () => pairOf(base, it, read))
      if (pair) found.pairs.push(pair)
    }
    return found
  }
}

/** Of perturbations, of the checkpoint that all measures are of. */
function measure(context: HostContext, id: string): Measured {
  const { run, checkpoint, evaluations: all } = measuredRun(context, id)
  const evaluations = [...all].flatMap(([condition, it]) => {
    const family = familyOf(it.condition, catalog)
    return family === null ? [] : [[condition, { ...it, family }] as const]
  })
  const seen = new Set(seenFamilies(context, run).map(({ family }) => family))
  // One that is evaluated anew keeps its number.
  const versions = evaluations.map(([, { id, createdAt }]) => `${id}:${context.store.jobs.doneAt(id) ?? createdAt}`)
  return {
    ...{ run, checkpoint, seen },
    evaluations: new Map(evaluations),
    key: [run.id, ...seen, ...versions].join(),
  }
}

async function meanOf({ seen, evaluations }: Measured, read: ColumnReader): Promise<MeanOfRun | null> {
  const all = [...evaluations.values()]
  const mean = meanOverFamilies(
    await outcomesOf(
      all.filter(({ family }) => !seen.has(family)),
      read,
    ),
  )
  return (
    mean && {
      ...{ n: mean.n, mean: mean.mean, interval: await intervalOf(mean.scores), families: [...mean.families] },
      seen: [...new Set(all.flatMap(({ family }) => (seen.has(family) ? [family] : [])))],
    }
  )
}

async function pairOf(first: Measured, second: Measured, read: ColumnReader): Promise<UnseenPair | null> {
  if (first.run.dataset !== second.run.dataset) return null
  const shared = [...first.evaluations].flatMap(([condition, one]) => {
    const other = second.evaluations.get(condition)
    return other && !first.seen.has(one.family) && !second.seen.has(one.family) ? [{ one, other }] : []
  })
  const found = compareOverFamilies(
    await outcomesOf(
      shared.map(({ one }) => one),
      read,
    ),
    await outcomesOf(
      shared.map(({ other }) => other),
      read,
    ),
  )
  if (!found) return null
  const { n, families, means, difference, differences } = found
  return {
    runs: [first.run.id, second.run.id],
    ...{ n, families: [...families], means: [...means], difference, interval: await intervalOf(differences) },
  }
}

/** One after the other, so that the host answers others in between. */
async function outcomesOf(
  evaluations: readonly (StoredEvaluation & { readonly family: Family })[],
  read: ColumnReader,
): Promise<FamilyOutcomes[]> {
  const found: FamilyOutcomes[] = []
  for (const evaluation of evaluations) {
    for (const outcomes of await read([evaluation])) found.push({ family: evaluation.family, outcomes })
  }
  return found
}

/** 95 %, over images. */
const intervalOf = async (values: Float64Array): Promise<[number, number] | null> =>
  (await measuredOf({ values, columns: 1 }, ([mean]) => mean as number))?.interval ?? null
