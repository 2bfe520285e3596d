import type { CorruptionErrors, CorruptionRun, CorruptionSource, MethodChoice } from '../../contract/index.ts'
import { imagenetC } from '../../core/corruptions/index.ts'
import { tinyImagenetC } from '../../core/corruptions/tiny-imagenet-c.ts'
import { publishedCorruptions } from '../../core/datasets/corrupted-images.ts'
import { columnMeans, type ImageRows } from '../../core/measures/bootstrap.ts'
import { comparableConditions } from '../../core/measures/comparable-conditions.ts'
import { corruptionError, relativeCorruptionError } from '../../core/measures/corruption-error.ts'
import { retainedAccuracy } from '../../core/measures/retained-accuracy.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { createColumnReader, imageColumns, measuredOf, type Column, type ColumnReader } from './image-columns.ts'
import { cleanOf, evaluationUnder, measuredRun, measuredRuns, named, type MeasuredRun } from './measured-run.ts'

const severities = [1, 2, 3, 4, 5] as const

/** A corruption with its evaluations by severity. */
export interface CorruptedType {
  readonly id: string
  readonly title: string
  readonly evaluations: readonly (StoredEvaluation | undefined)[]
}

/** All 15, in the paper's order, from one source alone. */
const corruptedTypes = (measured: MeasuredRun, source: CorruptionSource): CorruptedType[] =>
  imagenetC.map(({ id, title }, at) => {
    const corruption = publishedCorruptions[at] as string
    const condition = (severity: number): MethodChoice =>
      source === 'made' ? { id, params: { severity } } : { id: tinyImagenetC.id, params: { corruption, severity } }
    return { id, title, evaluations: severities.map((severity) => evaluationUnder(measured, condition(severity))) }
  })

interface WholeType {
  readonly id: string
  /** One of every severity. */
  readonly evaluations: readonly StoredEvaluation[]
}

/** What a mean is over: the types with all severities, but for those that were tried on few images. */
export const measuredTypes = (measured: MeasuredRun, source: CorruptionSource = 'made'): WholeType[] =>
  comparable(corruptedTypes(measured, source).flatMap(whole))

function whole({ id, evaluations }: CorruptedType): WholeType[] {
  const known = evaluations.filter((evaluation) => evaluation !== undefined)
  return known.length === severities.length ? [{ id, evaluations: known }] : []
}

/** A smaller draw of images is part of a larger one, so that the fewest are those that all evaluations saw. */
const comparable = <T extends WholeType>(types: readonly T[]): T[] =>
  comparableConditions(
    types.map((type) => ({ ...type, family: type.id, n: Math.min(...type.evaluations.map(({ n }) => n)) })),
  )

/** Errors under the corruptions of ImageNet-C, and relative to those of `baseline`. */
export async function measureCorruptions(
  context: HostContext,
  ids: readonly string[],
  { baseline, source = 'made' }: { readonly baseline: string | null; readonly source?: CorruptionSource },
): Promise<CorruptionRun[]> {
  const reference = baseline === null ? null : measuredRun(context, baseline)
  const reading = { read: createColumnReader(context), source }
  const rows: CorruptionRun[] = []
  for (const measured of measuredRuns(context, ids)) {
    const isComparable = reference !== null && reference.run.dataset === measured.run.dataset
    const compared = isComparable ? await compare(reading, measured, reference) : nothing
    rows.push({
      ...named(context, measured),
      ...(await measureOwn(reading, measured, compared.errors)),
      ...compared.figures,
    })
  }
  return rows
}

type Relative = Pick<CorruptionErrors, 'ce' | 'relativeCe'>
type Own = Pick<CorruptionRun, 'types' | 'measured' | 'n' | 'meanError' | 'retainedN' | 'retained'>

interface Reading {
  readonly read: ColumnReader
  readonly source: CorruptionSource
}

async function measureOwn(
  { read, source }: Reading,
  measured: MeasuredRun,
  relative: ReadonlyMap<string, Relative>,
): Promise<Own> {
  const types = measuredTypes(measured, source)
  const evaluations = types.flatMap((type) => type.evaluations)
  const clean = cleanOf(measured)
  const own = imageColumns(types.length === 0 ? [] : [await read(evaluations)])
  const both = imageColumns(clean && types.length > 0 ? [await read(evaluations), await read([clean])] : [])
  return {
    types: corruptedTypes(measured, source).map((type) => errorsOf(type, relative.get(type.id))),
    measured: types.length,
    n: own.n,
    meanError: await measuredOf(own, ([accuracy]) => 1 - (accuracy as number)),
    retainedN: both.n,
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
  readonly figures: Pick<CorruptionRun, 'compared' | 'sharedN' | 'mce' | 'relativeN' | 'relativeMce'>
}

const nothing: Compared = {
  errors: new Map(),
  figures: { compared: 0, sharedN: 0, mce: null, relativeN: 0, relativeMce: null },
}

/** Over the images that all of these evaluations of both runs saw, relative errors over those that clean ones saw too. */
async function compare({ read, source }: Reading, measured: MeasuredRun, reference: MeasuredRun): Promise<Compared> {
  const references = new Map(
    corruptedTypes(reference, source)
      .flatMap(whole)
      .map((type) => [type.id, type.evaluations]),
  )
  const pairs = comparable(
    corruptedTypes(measured, source)
      .flatMap(whole)
      .flatMap(({ id, evaluations: own }) => {
        const other = references.get(id)
        return other ? [{ id, own, other, evaluations: [...own, ...other] }] : []
      }),
  )
  if (pairs.length === 0) return nothing
  const columns: Column[] = []
  for (const it of [...pairs.map(({ own }) => own), ...pairs.map(({ other }) => other)]) columns.push(await read(it))
  const [clean, cleanReference] = [cleanOf(measured), cleanOf(reference)]
  const cleans = clean && cleanReference ? [await read([clean]), await read([cleanReference])] : []
  const rows = imageColumns(columns)
  const withClean = imageColumns(cleans.length > 0 ? [...columns, ...cleans] : [])
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
  const [own, relative] = [valuesOf(rows, ces), valuesOf(withClean, relativeCes)]
  return {
    errors: new Map(pairs.map(({ id }, at) => [id, { ce: finite(own[at]), relativeCe: finite(relative[at]) }])),
    figures: {
      ...{ compared: k, sharedN: rows.n, mce: await measuredOf(rows, (means) => mean(ces(means))) },
      ...{ relativeN: withClean.n, relativeMce: await measuredOf(withClean, (means) => mean(relativeCes(means))) },
    },
  }
}

const valuesOf = (rows: ImageRows, errorsOf: (means: Float64Array) => number[]): number[] =>
  rows.values.length === 0 ? [] : errorsOf(columnMeans(rows))

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A quotient by nothing has no value. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null
