import { baseRequest, type BenchContext } from './context.ts'
import { createJitChoice } from './jit-choice.ts'
import { planOf, slowStepMs, type ArchitecturePlan } from './plan.ts'
import type { Measured } from './request.ts'
import { rowsOf, type BenchRow, type Outcome } from './rows.ts'
import { runProcess } from './run-process.ts'
import { measurements, type Measurement, type MeasurementName, type Program } from './measurements.ts'

interface Collected {
  readonly measured: Measured[]
  readonly failures: string[]
  readonly note: string | null
}

/** Runs every measurement that the chosen works need, in rounds that alternate between us and the peers. */
export async function runRounds(context: BenchContext): Promise<BenchRow[]> {
  const { options, signal, isOver, say } = context
  const plans = planOf(options)
  const choose = createJitChoice(context)
  const outcomes = new Map<string, Collected>()
  const missing = new Set<Program>()

  async function take(round: number, plan: ArchitecturePlan, name: MeasurementName): Promise<void> {
    const { choice, label, isFirst } = plan
    const { program, request, leastSteps, onceWithinSeconds }: Measurement = measurements[name]
    const key = `${label} ${name}`
    const cleanMs = stepMsOf(outcomes.get(`${label} clean`))
    const known = outcomes.get(key)
    // What gave nothing once is not tried again: it may have taken all the time that it was given.
    const isHopeless = known && (known.failures.length > 0 || known.measured.some((each) => 'unavailable' in each))
    const isOnce = onceWithinSeconds !== undefined || cleanMs > slowStepMs
    if (isHopeless || missing.has(program) || (round > 1 && isOnce)) return
    const isTooSlow = leastSteps * cleanMs > options.limitSeconds * 1000
    const jit = program === 'keras' && !isTooSlow ? await choose(plan, name, cleanMs) : null
    const outcome = known ?? { measured: [], failures: [], note: jit?.note ?? null }
    outcomes.set(key, outcome)
    if (isTooSlow) {
      outcome.failures.push(`would take longer than ${options.limitSeconds} s`)
      return
    }
    say(`round ${round} of ${options.rounds}: ${label}, ${name}`)
    const limitSeconds = Math.max(options.limitSeconds, onceWithinSeconds ?? 0)
    const asked = { ...baseRequest(choice, context, isFirst), jit: jit?.jit ?? 'false', ...request }
    try {
      const measured = await runProcess(program, asked, { ...options, limitSeconds, signal })
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
