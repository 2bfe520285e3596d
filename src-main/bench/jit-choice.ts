import { slowStepMs, type ArchitecturePlan } from './plan.ts'
import { runProcess } from './run-process.ts'
import { baseRequest, type BenchContext } from './context.ts'
import { measurements, type MeasurementName } from './works.ts'

/** How Keras compiles, and what the table says of it. */
export interface JitChoice {
  readonly jit: 'auto' | 'false'
  readonly note: string
}

/** By what the two ways are compared. */
const decisive: Partial<Record<MeasurementName, string>> = {
  'keras-fit': 'imagesPerSecond',
  'keras-predict': 'batch128',
  'keras-saliency': 'mapsPerSecond',
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

  async function compare({ choice, label, isFirst }: ArchitecturePlan, name: MeasurementName): Promise<JitChoice> {
    const rateWith = async (jit: JitChoice['jit']): Promise<number> => {
      say(`choosing jit_compile: ${label}, ${name}, ${jit}`)
      const base = {
        ...baseRequest(choice, context, isFirst),
        seconds: Math.min(options.seconds, secondsToMeasure),
        jit,
      }
      const limitSeconds = Math.min(options.limitSeconds, mostSecondsToChoose)
      const request = { ...base, ...measurements[name].request }
      const measured = await runProcess('keras', request, { ...options, limitSeconds, signal }).catch(() => null)
      return (measured && 'values' in measured && measured.values[decisive[name] ?? '']) || Number.NaN
    }
    const [auto, off] = [await rateWith('auto'), await rateWith('false')]
    const tried = Number.isNaN(auto)
      ? "'auto' gave no figure in time"
      : `'auto' was ${(auto / off).toFixed(2)} × as fast`
    const isAuto = auto > off
    return { jit: isAuto ? 'auto' : 'false', note: `jit_compile=${isAuto ? "'auto'" : 'False'} (${tried})` }
  }

  return async (plan, name, cleanMs) => {
    const key = `${plan.label} ${name}`
    const isTried =
      decisive[name] !== undefined &&
      !options.is.quick &&
      cleanMs <= slowStepMs &&
      (plan.isFirst || options.extent === 'thorough' || (options.extent === 'usual' && name === 'keras-fit'))
    const choice =
      chosen.get(key) ??
      (isTried ? await compare(plan, name) : null) ??
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
