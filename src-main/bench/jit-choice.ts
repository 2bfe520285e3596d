import { slowStepMs, type ArchitecturePlan } from './plan.ts'
import { runProcess } from './run-process.ts'
import { baseRequest, type BenchContext } from './context.ts'
import { measurements, type MeasurementName } from './measurements.ts'

/** How Keras compiles, and what the table says of it. */
export interface JitChoice {
  readonly jit: 'auto' | 'false'
  readonly note: string
}

/** By which figure the two ways are compared, as the note says: what is chosen holds for all rows of the measurement. */
const decisive: Partial<Record<MeasurementName, { readonly value: string; readonly by: string }>> = {
  'keras-fit': { value: 'imagesPerSecond', by: ' by the step' },
  'keras-predict': { value: 'batch128', by: ' at batch 128' },
  'keras-saliency': { value: 'mapsPerSecond', by: '' },
}

/** XLA may compile for minutes, and then it is not what a person waits for. */
const mostSecondsToChoose = 120
const secondsToMeasure = 1

/**
 * Keras compiles by XLA unless told otherwise. The first architecture tries both ways of every work, others that of
 * `fit`; where nothing is tried, what was faster on the first architecture is taken.
 */
export function createJitChoice(
  context: BenchContext,
): (plan: ArchitecturePlan, name: MeasurementName, cleanMs: number) => Promise<JitChoice> {
  const { options, signal, say } = context
  const chosen = new Map<string, JitChoice>()
  const [first] = options.architectures

  async function compare(
    { choice, label, isFirst }: ArchitecturePlan,
    name: MeasurementName,
    { value, by }: { readonly value: string; readonly by: string },
  ): Promise<JitChoice> {
    const tryWith = async (jit: JitChoice['jit']): Promise<Tried> => {
      say(`choosing jit_compile: ${label}, ${name}, ${jit}`)
      const base = {
        ...baseRequest(choice, context, isFirst),
        seconds: Math.min(options.seconds, secondsToMeasure),
        jit,
      }
      const limitSeconds = Math.min(options.limitSeconds, mostSecondsToChoose)
      const request = { ...base, ...measurements[name].request }
      try {
        const measured = await runProcess('keras', request, { ...options, limitSeconds, signal })
        if ('unavailable' in measured) return { failed: measured.unavailable }
        const rate = measured.values[value]
        return rate !== undefined && rate > 0 ? { rate } : { failed: 'it told no figure' }
      } catch (error) {
        return { failed: (error as Error).message }
      }
    }
    return chooseFaster(await tryWith('auto'), await tryWith('false'), by)
  }

  return async (plan, name, cleanMs) => {
    const key = `${plan.label} ${name}`
    const compared = decisive[name]
    const isTried =
      !options.is.quick &&
      cleanMs <= slowStepMs &&
      (plan.isFirst || options.extent === 'thorough' || (options.extent === 'usual' && name === 'keras-fit'))
    const choice =
      chosen.get(key) ??
      (compared && isTried ? await compare(plan, name, compared) : null) ??
      (name === 'keras-epoch' ? chosen.get(`${plan.label} keras-fit`) : null) ??
      inherited(name)
    chosen.set(key, choice)
    if (plan.isFirst) chosen.set(name, choice)
    return choice
  }

  function inherited(name: MeasurementName): JitChoice {
    const found = chosen.get(name)
    if (!found) return { jit: 'false', note: 'jit_compile=False' }
    const way = found.jit === 'auto' ? "'auto'" : 'False'
    return { jit: found.jit, note: options.is.quick ? `jit_compile=${way}` : `jit_compile=${way}, as ${first?.id}` }
  }
}

/** What one way gave, or why it gave nothing. */
type Tried = { readonly rate: number } | { readonly failed: string }

/** The faster way, or the one that gives a figure; off where neither does. `by` says of what the figures are. */
export function chooseFaster(auto: Tried, off: Tried, by: string): JitChoice {
  if ('failed' in auto) {
    if (!('failed' in off)) return { jit: 'false', note: `jit_compile=False ('auto': ${auto.failed})` }
    const reasons = [...new Set([auto.failed, off.failed])].join('; ')
    return { jit: 'false', note: `jit_compile=False (neither way gave a figure: ${reasons})` }
  }
  if ('failed' in off) return { jit: 'auto', note: `jit_compile='auto' (False: ${off.failed})` }
  const isAuto = auto.rate > off.rate
  const tried = `'auto' was ${(auto.rate / off.rate).toFixed(2)} × as fast${by}`
  return { jit: isAuto ? 'auto' : 'false', note: `jit_compile=${isAuto ? "'auto'" : 'False'} (${tried})` }
}
