import type { MethodChoice } from '../contract/method.ts'
import type { Arguments } from './arguments.ts'
import { labelOf } from './arguments.ts'
import { classes, type BenchImages } from './prepare-images.ts'
import type { Measured, MeasureRequest } from './request.ts'
import { rowsOf, type BenchRow, type Outcome } from './rows.ts'
import { runProcess } from './run-process.ts'
import { measurements, type Measurement, type MeasurementName, type Program, type Work } from './works.ts'

export const imageSize = 64
export const batchSize = 32

type Request = Omit<MeasureRequest, 'spawnedAt'>
type Choice = Required<MethodChoice>

/** What the whole run of the bench shares. */
export interface BenchContext {
  readonly options: Arguments
  readonly images: BenchImages
  /** Ends the process that runs. */
  readonly signal: AbortSignal
  /** Whether no further measurement is to begin. */
  isOver(): boolean
  say(text: string): void
}

/** What of a request is the same for all measurements of an architecture. */
export function baseRequest({ id, params }: Choice, { options, images }: BenchContext, isFirst: boolean): Request {
  return {
    ...{ measure: '', architecture: id, params, size: imageSize, classes, batch: batchSize, batches: [1, 32, 128] },
    ...{ seconds: options.seconds, iterations: 0, stepSize: 0, epsilon: null, deterministic: false },
    ...{ precision: 'float32', jit: 'false' },
    ...(isFirst ? images.longEpoch : images.epoch),
    source: images.source,
  }
}

/** Runs every measurement that the chosen works need, in rounds that alternate between us and the peers. */
export async function runRounds(context: BenchContext): Promise<BenchRow[]> {
  const { options, signal, isOver, say } = context
  const plans = options.architectures.map((choice, index) => {
    const names = neededBy(worksFor(options, index === 0), options, index === 0)
    return { choice, label: labelOf(choice), names, isFirst: index === 0 }
  })
  const jit = await chooseJit(plans[0], context)
  const outcomes = new Map<string, { measured: Measured[]; failures: string[]; note: string | null }>()
  for (let round = 1; round <= options.rounds; round++) {
    for (const { choice, label, names, isFirst } of plans) {
      for (const name of names) {
        if (isOver()) break
        const key = `${label} ${name}`
        const outcome = outcomes.get(key) ?? { measured: [], failures: [], note: jit.get(name)?.note ?? null }
        outcomes.set(key, outcome)
        // What failed once is not tried again: it may have taken all the time that it was given.
        if (outcome.failures.length > 0 || outcome.measured.some((each) => 'unavailable' in each)) continue
        say(`round ${round} of ${options.rounds}: ${label}, ${name}`)
        const { program, request }: Measurement = measurements[name]
        const asked = { ...baseRequest(choice, context, isFirst), jit: jit.get(name)?.jit ?? 'false', ...request }
        try {
          outcome.measured.push(await runProcess(program, asked, { ...options, signal }))
        } catch (error) {
          if (!signal.aborted) outcome.failures.push((error as Error).message)
        }
      }
    }
  }
  return plans.flatMap(({ label, isFirst }) =>
    worksFor(options, isFirst).flatMap((work) =>
      rowsOf(work, label, (name): Outcome | undefined => outcomes.get(`${label} ${name}`)),
    ),
  )
}

/** Of all but the first architecture, a brief bench takes what the clean step tells. */
function worksFor({ works, extent }: Arguments, isFirst: boolean): readonly Work[] {
  return works.filter((work) => isFirst || (!work.isOfMachine && (extent !== 'brief' || work.ours.of === 'clean')))
}

function neededBy(works: readonly Work[], options: Arguments, isFirst: boolean): MeasurementName[] {
  const programs: readonly Program[] = [
    'ours',
    ...(options.isAgainstStock ? ['stock' as const] : []),
    ...(options.python === null ? [] : (['keras', 'nsl', 'torch'] as const)),
  ]
  const wanted = new Set(
    works.flatMap(({ ours, peers }) => {
      const compared = peers.filter(({ of }) => isFirst || measurements[of].isOfAll || options.extent === 'thorough')
      return [ours.of, ...compared.map(({ of }) => of)]
    }),
  )
  return (Object.keys(measurements) as MeasurementName[]).filter(
    (name) => wanted.has(name) && programs.includes(measurements[name].program),
  )
}

/** By what a measurement of Keras is judged when its two compilations are compared. */
const decisive: Partial<Record<MeasurementName, string>> = {
  'keras-fit': 'imagesPerSecond',
  'keras-predict': 'batch128',
  'keras-saliency': 'mapsPerSecond',
}

/** Keras compiles by XLA unless told otherwise. The first architecture tries both; all are measured with the faster. */
async function chooseJit(
  first: { readonly choice: Choice; readonly names: readonly MeasurementName[] } | undefined,
  context: BenchContext,
): Promise<ReadonlyMap<MeasurementName, { readonly jit: 'auto' | 'false'; readonly note: string }>> {
  const chosen = new Map<MeasurementName, { jit: 'auto' | 'false'; note: string }>()
  const { options, signal, isOver, say } = context
  if (!first) return chosen
  for (const name of first.names) {
    const value = decisive[name]
    if (value === undefined || isOver()) continue
    const rates = { auto: Number.NaN, false: Number.NaN }
    for (const jit of options.is.quick ? [] : (['auto', 'false'] as const)) {
      say(`choosing jit_compile: ${name}, ${jit}`)
      const request = { ...baseRequest(first.choice, context, true), ...measurements[name].request, jit }
      const measured = await runProcess('keras', request, { ...options, signal }).catch(() => null)
      if (measured && 'values' in measured) rates[jit] = measured.values[value] ?? Number.NaN
    }
    const share = (rates.auto / rates.false).toFixed(2)
    const tried = Number.isFinite(rates.auto) ? `'auto' was ${share} × as fast` : `'auto' gave no figure in time`
    const isAuto = rates.auto > rates.false
    const note = options.is.quick ? 'jit_compile=False' : `jit_compile=${isAuto ? "'auto'" : 'False'} (${tried})`
    chosen.set(name, { jit: isAuto ? 'auto' : 'false', note })
  }
  const fit = chosen.get('keras-fit')
  if (fit) chosen.set('keras-epoch', fit)
  return chosen
}
