import type { MethodChoice } from '../contract/method.ts'
import type { Arguments } from './arguments.ts'
import { planOf, slowStepMs, type ArchitecturePlan } from './plan.ts'
import { classes, type BenchImages } from './prepare-images.ts'
import type { Measured, MeasureRequest } from './request.ts'
import { rowsOf, type BenchRow, type Outcome } from './rows.ts'
import { runProcess } from './run-process.ts'
import { measurements, type Measurement, type MeasurementName, type Program } from './works.ts'

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
export function baseRequest(
  { id, params }: Choice,
  { options, images }: Pick<BenchContext, 'options' | 'images'>,
  isFirst: boolean,
): Request {
  return {
    ...{ measure: '', architecture: id, params, size: imageSize, classes, batch: batchSize, batches: [1, 32, 128] },
    ...{ seconds: options.seconds, iterations: 0, stepSize: 0, epsilon: null, deterministic: false },
    ...{ precision: 'float32', jit: 'false' },
    ...(isFirst ? images.longEpoch : images.epoch),
    source: images.source,
  }
}

interface Collected {
  readonly measured: Measured[]
  readonly failures: string[]
  readonly note: string | null
}

/** Runs every measurement that the chosen works need, in rounds that alternate between us and the peers. */
export async function runRounds(context: BenchContext): Promise<BenchRow[]> {
  const { options, signal, isOver, say } = context
  const plans = planOf(options)
  const jit = await chooseJit(plans[0], context)
  const outcomes = new Map<string, Collected>()
  const missing = new Set<Program>()

  async function take(round: number, { choice, label, isFirst }: ArchitecturePlan, name: MeasurementName) {
    const { program, request, leastSteps }: Measurement = measurements[name]
    const key = `${label} ${name}`
    const cleanMs = stepMsOf(outcomes.get(`${label} clean`))
    const known = outcomes.get(key)
    // What gave nothing once is not tried again: it may have taken all the time that it was given.
    const isHopeless = known && (known.failures.length > 0 || known.measured.some((each) => 'unavailable' in each))
    if (isHopeless || missing.has(program) || (round > 1 && cleanMs > slowStepMs)) return
    const outcome = known ?? { measured: [], failures: [], note: jit.get(name)?.note ?? null }
    outcomes.set(key, outcome)
    if (leastSteps * cleanMs > options.limitSeconds * 1000) {
      outcome.failures.push(`would take longer than ${options.limitSeconds} s`)
      return
    }
    say(`round ${round} of ${options.rounds}: ${label}, ${name}`)
    const asked = { ...baseRequest(choice, context, isFirst), jit: jit.get(name)?.jit ?? 'false', ...request }
    try {
      const measured = await runProcess(program, asked, { ...options, signal })
      outcome.measured.push(measured)
      if ('unavailable' in measured && measured.unavailable.startsWith('not installed')) missing.add(program)
    } catch (error) {
      if (!signal.aborted) outcome.failures.push((error as Error).message)
    }
  }

  for (let round = 1; round <= options.rounds; round++) {
    for (const plan of plans) {
      for (const name of plan.measurements) if (!isOver()) await take(round, plan, name)
    }
  }
  return plans.flatMap(({ label, works }) =>
    works.flatMap((work) => rowsOf(work, label, (name): Outcome | undefined => outcomes.get(`${label} ${name}`))),
  )
}

/** 0 where no clean step was measured. */
function stepMsOf(clean: Collected | undefined): number {
  const [first] = clean?.measured ?? []
  return first && 'values' in first ? (first.values['stepMs'] ?? 0) : 0
}

/** By what a measurement of Keras is judged when its two compilations are compared. */
const decisive: Partial<Record<MeasurementName, string>> = {
  'keras-fit': 'imagesPerSecond',
  'keras-predict': 'batch128',
  'keras-saliency': 'mapsPerSecond',
}

/** XLA may compile for minutes, and then it is not the faster one. */
const mostSecondsToChoose = 120

/** Keras compiles by XLA unless told otherwise. The first architecture tries both; all are measured with the faster. */
async function chooseJit(
  first: ArchitecturePlan | undefined,
  context: BenchContext,
): Promise<ReadonlyMap<MeasurementName, { readonly jit: 'auto' | 'false'; readonly note: string }>> {
  const chosen = new Map<MeasurementName, { jit: 'auto' | 'false'; note: string }>()
  const { options, signal, isOver, say } = context
  if (!first) return chosen
  for (const name of first.measurements) {
    const value = decisive[name]
    if (value === undefined || isOver()) continue
    const rates = { auto: Number.NaN, false: Number.NaN }
    for (const jit of options.is.quick ? [] : (['auto', 'false'] as const)) {
      say(`choosing jit_compile: ${name}, ${jit}`)
      const request = { ...baseRequest(first.choice, context, true), ...measurements[name].request, jit }
      const limitSeconds = Math.min(options.limitSeconds, mostSecondsToChoose)
      const measured = await runProcess('keras', request, { ...options, limitSeconds, signal }).catch(() => null)
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
