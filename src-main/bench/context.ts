import type { MethodChoice } from '../contract/method.ts'
import type { Arguments } from './arguments.ts'
import { classes, type BenchImages } from './prepare-images.ts'
import type { MeasureRequest } from './request.ts'

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
    ...{ precision: 'float32', jit: 'false', output: '' },
    ...(isFirst ? images.longEpoch : images.epoch),
    explained: options.is.quick ? 48 : options.extent === 'brief' ? 128 : 1000,
    predicted: options.is.quick ? 50 : 10_000,
    source: images.source,
  }
}
