import type { MethodChoice } from '../contract/method.ts'
import { labelOf, type Arguments } from './arguments.ts'
import { measurements, type Measurement, type MeasurementName, type Program } from './measurements.ts'
import type { Work } from './works.ts'

/** An architecture whose clean step takes longer is measured in the first round alone. */
export const slowStepMs = 3000

/** What is measured of one architecture. */
export interface ArchitecturePlan {
  readonly choice: Required<MethodChoice>
  readonly label: string
  readonly isFirst: boolean
  readonly works: readonly Work[]
  /** What its works need, in the order of a round. */
  readonly measurements: readonly MeasurementName[]
}

export function planOf(options: Arguments): ArchitecturePlan[] {
  return options.architectures.map((choice, index) => {
    const isFirst = index === 0
    const works = worksFor(options, isFirst)
    return { choice, label: labelOf(choice), isFirst, works, measurements: neededBy(works, options, isFirst) }
  })
}

/** Of all but the first architecture, a brief bench takes what the clean step tells. */
function worksFor({ works, extent }: Arguments, isFirst: boolean): readonly Work[] {
  return works.filter((work) => isFirst || (!work.isOfMachine && (extent !== 'brief' || work.ours.of === 'clean')))
}

function neededBy(works: readonly Work[], options: Arguments, isFirst: boolean): MeasurementName[] {
  const programs: readonly Program[] = [
    'ours',
    ...(options.isAgainstStock ? ['stock' as const] : []),
    ...(options.python === null ? [] : (['keras', 'nsl', 'torch', 'imagenet-c'] as const)),
  ]
  const isWanted = (name: MeasurementName): boolean => {
    const { program, isOfAll }: Measurement = measurements[name]
    return programs.includes(program) && (isFirst || isOfAll || options.extent === 'thorough')
  }
  const wanted = new Set(works.filter(({ ours }) => isWanted(ours.of)).flatMap(({ ours, peers }) => [ours, ...peers]))
  const named = new Set([...wanted].map(({ of }) => of).filter(isWanted))
  return (Object.keys(measurements) as MeasurementName[]).filter((name) => named.has(name))
}
