import { leaveOut } from './leave-out.ts'
import { fixtureFiles, readJson, type EncodedArray } from './fixtures.ts'

/** Pixels 0 … 255 of a fixture. */
export function decodeBytes({ base64, dtype }: EncodedArray): Uint8Array {
  if (dtype !== 'uint8') throw new Error(`Pixels of ${dtype} are not read.`)
  return new Uint8Array(Buffer.from(base64, 'base64'))
}

interface Images {
  readonly images: readonly {
    readonly pixels: EncodedArray
    readonly after_saving_as_jpeg_quality_85: EncodedArray
  }[]
}
type BySeverity<T> = Readonly<Record<string, Readonly<Record<string, readonly T[]>>>>
interface Deterministic {
  readonly corruptions: BySeverity<EncodedArray>
  readonly defocus_kernels_17x17_by_severity: readonly EncodedArray[]
}
export interface GivenDraws {
  readonly severity: number
  readonly corruptions: Readonly<
    Record<string, { readonly draws: Readonly<Record<string, unknown>>; readonly output: EncodedArray }>
  >
}
const measures = ['mean', 'std', 'mean_absolute_difference', 'red_mean', 'green_mean', 'blue_mean'] as const
type Measures = Record<(typeof measures)[number], number>
interface Statistics {
  readonly corruptions: BySeverity<Measures & { readonly sd_over_runs?: Measures }>
}
interface MotionOfADot {
  readonly responses: readonly {
    readonly radius: number
    readonly sigma: number
    readonly angle_degrees: number
    readonly pixels_row_column_value: readonly (readonly [row: number, column: number, value: number])[]
  }[]
}

/** The corruption fixtures, in files named after what they hold; further ones of a kind begin with the same words. */
export function readCorruptionFixtures() {
  const files = fixtureFiles('corruptions')
  if (!files.some(({ name }) => name.startsWith('images'))) {
    leaveOut('corruptions at 64 px', 'no images.json in the folder corruptions below ADVERSARIUM_FIXTURES')
  }
  const read = <T>(kind: string): T[] =>
    files.filter(({ name }) => name.startsWith(kind)).map(({ path }) => readJson<T>(path))
  return {
    images: read<Images>('images').flatMap(({ images }) => images),
    deterministic: read<Deterministic>('deterministic'),
    givenDraws: read<GivenDraws>('given-draws'),
    statistics: read<Statistics>('statistics'),
    motionOfADot: read<MotionOfADot>('motion-blur-of-a-dot'),
  }
}

/** The measures of the fixtures' statistics, of three channels each. */
export function measure(output: Uint8Array, clean: Uint8Array): Measures {
  const mean = (value: (i: number) => number, step = 1, first = 0): number => {
    let sum = 0
    let count = 0
    for (let i = first; i < output.length; i += step) {
      sum += value(i)
      count++
    }
    return sum / count
  }
  const value = (i: number): number => output[i] as number
  const average = mean(value)
  return {
    mean: average,
    std: Math.sqrt(mean((i) => (value(i) - average) ** 2)),
    mean_absolute_difference: mean((i) => Math.abs(value(i) - (clean[i] as number))),
    red_mean: mean(value, 3, 0),
    green_mean: mean(value, 3, 1),
    blue_mean: mean(value, 3, 2),
  }
}

export const measureNames = measures
