import type { CorruptionErrors, CorruptionRun } from '../../contract/index.ts'
import { imagenetC } from '../../core/corruptions/index.ts'
import { columnMeans } from '../../core/measures/bootstrap.ts'
import { corruptionError, relativeCorruptionError } from '../../core/measures/corruption-error.ts'
import { retainedAccuracy } from '../../core/measures/retained-accuracy.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import {
  createColumnReader,
  imageColumns,
  measuredAll,
  measuredOf,
  type Column,
  type ColumnReader,
} from './image-columns.ts'
import { cleanOf, evaluationUnder, measuredRun, measuredRuns, named, type MeasuredRun } from './measured-run.ts'

const severities = [1, 2, 3, 4, 5] as const

/** A corruption with its evaluations by severity. */
export interface CorruptedType {
  readonly id: string
  readonly title: string
  readonly evaluations: readonly (StoredEvaluation | undefined)[]
}

/** All 15, in the paper's order. */
export const corruptedTypes = (measured: MeasuredRun): CorruptedType[] =>
  imagenetC.map(({ id, title }) => ({
    ...{ id, title },
    evaluations: severities.map((severity) => evaluationUnder(measured, { id, params: { severity } })),
  }))

/** Its evaluations where there is one of every severity. */
export function wholeType({ evaluations }: CorruptedType): readonly StoredEvaluation[] | null {
  return evaluations.every((evaluation) => evaluation !== undefined) ? evaluations : null
}

/** Errors under the corruptions of ImageNet-C, and relative to those of `baseline`. */
export async function measureCorruptions(
  context: HostContext,
  ids: readonly string[],
  baseline: string | null,
): Promise<CorruptionRun[]> {
  const reference = baseline === null ? null : measuredRun(context, baseline)
  const read = createColumnReader(context)
  const rows: CorruptionRun[] = []
  for (const measured of measuredRuns(context, ids)) {
    const isComparable = reference !== null && reference.run.dataset === measured.run.dataset
    const compared = isComparable ? await compare(read, measured, reference) : nothing
    rows.push({
      ...named(context, measured),
      ...(await measureOwn(read, measured, compared.errors)),
      ...compared.figures,
    })
  }
  return rows
}

type Relative = Pick<CorruptionErrors, 'ce' | 'relativeCe'>
type Own = Pick<CorruptionRun, 'types' | 'measured' | 'n' | 'meanError' | 'retained'>

async function measureOwn(
  read: ColumnReader,
  measured: MeasuredRun,
  relative: ReadonlyMap<string, Relative>,
): Promise<Own> {
  const types = corruptedTypes(measured)
  const whole = types.flatMap((type) => wholeType(type) ?? [])
  const clean = cleanOf(measured)
  const own = imageColumns(whole.length === 0 ? [] : [await read(whole)])
  const both = imageColumns(clean && whole.length > 0 ? [await read(whole), await read([clean])] : [])
  return {
    types: types.map((type) => errorsOf(type, relative.get(type.id))),
    measured: types.filter((type) => wholeType(type) !== null).length,
    n: own.n,
    meanError: await measuredOf(own, ([accuracy]) => 1 - (accuracy as number)),
    retained: await measuredOf(both, ([corrupted, cleanly]) =>
      retainedAccuracy(corrupted as number, cleanly as number),
    ),
  }
}

function errorsOf({ id, title, evaluations }: CorruptedType, relative: Relative | undefined): CorruptionErrors {
  return {
    ...{ id, title },
    severities: evaluations.map((it) => (it && it.n > 0 ? (it.n - (it.correct ?? 0)) / it.n : null)),
    ...(relative ?? { ce: null, relativeCe: null }),
  }
}

interface Compared {
  /** By type that both have whole. */
  readonly errors: ReadonlyMap<string, Relative>
  readonly figures: Pick<CorruptionRun, 'compared' | 'sharedN' | 'mce' | 'relativeMce'>
}

const nothing: Compared = { errors: new Map(), figures: { compared: 0, sharedN: 0, mce: null, relativeMce: null } }

/** Over the images that all of these evaluations of both runs saw. */
async function compare(read: ColumnReader, measured: MeasuredRun, reference: MeasuredRun): Promise<Compared> {
  const references = corruptedTypes(reference)
  const pairs = corruptedTypes(measured).flatMap((type, at) => {
    const [own, other] = [wholeType(type), wholeType(references[at] as CorruptedType)]
    return own && other ? [{ id: type.id, own, other }] : []
  })
  if (pairs.length === 0) return nothing
  const [clean, cleanReference] = [cleanOf(measured), cleanOf(reference)]
  const cleans = clean && cleanReference ? [[clean], [cleanReference]] : []
  const columns: Column[] = []
  for (const it of [...pairs.map(({ own }) => own), ...pairs.map(({ other }) => other), ...cleans]) {
    columns.push(await read(it))
  }
  const rows = imageColumns(columns)
  const k = pairs.length
  // A column is the mean over severities, of which all types have as many: their sums are in the same ratio.
  const errorAt = (means: Float64Array, column: number): number => 1 - (means[column] as number)
  const ces = (means: Float64Array): number[] =>
    pairs.map((_, at) => corruptionError([errorAt(means, at)], [errorAt(means, k + at)]))
  const relativeCes = (means: Float64Array): number[] => {
    const [clean, cleanReference] = [errorAt(means, 2 * k), errorAt(means, 2 * k + 1)]
    return pairs.map((_, at) =>
      relativeCorruptionError([errorAt(means, at)], clean, [errorAt(means, k + at)], cleanReference),
    )
  }
  if (rows.n === 0) return nothing
  const observed = columnMeans(rows)
  const [ownCes, ownRelative] = [ces(observed), cleans.length > 0 ? relativeCes(observed) : []]
  const means = [ces, ...(cleans.length > 0 ? [relativeCes] : [])]
  const [mce = null, relativeMce = null] = await measuredAll(
    rows,
    means.map((errorsOf) => (observed) => mean(errorsOf(observed))),
  )
  return {
    errors: new Map(pairs.map(({ id }, at) => [id, { ce: finite(ownCes[at]), relativeCe: finite(ownRelative[at]) }])),
    figures: { compared: k, sharedN: rows.n, mce, relativeMce },
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A quotient by nothing has no value. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null
