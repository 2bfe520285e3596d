import type { DatasetReport } from '../../contract/datasets.ts'
import { AppError } from '../../contract/wire.ts'
import { createDecoderPool, type Decoded } from './decoder-pool.ts'
import type { Plan, PlannedImage } from './plan.ts'
import type { SourceFiles } from './source-files.ts'

const chunkSize = 64
/** Side of the images of a source that does not say its own. */
const defaultSize = 64
/** Share of unreadable images above which a source is refused. */
const tolerated = 0.01

export interface ReadOptions {
  readonly source: SourceFiles
  readonly plan: Plan
  readonly imageSize: number | undefined
  readonly programFolder: string
  readonly signal?: AbortSignal | undefined
  onProgress?(done: number, total: number): void
  /** Takes readable images, in the order of the plan. */
  take(split: 'train' | 'validation', images: readonly PlannedImage[], pixels: Uint8Array): Promise<void>
}

/** [height, width, channels] that the images of a plan will have. */
export function shapeOf(plan: Plan, imageSize: number | undefined): [number, number, number] {
  if (plan.decoded) {
    const [first] = plan.decoded.images
    const [, height = 0, width = 0] = first?.shape ?? []
    if (imageSize === undefined || (imageSize === height && imageSize === width)) return [height, width, 1]
    throw new AppError('invalid-input', `IDX images keep their size, ${height} × ${width}: got ${imageSize}.`, {
      hint: 'Leave the image size out.',
    })
  }
  const size = imageSize ?? plan.imageSize ?? defaultSize
  return [size, size, 3]
}

/**
 * Reads and decodes all images of a plan. Those that cannot be read are left out and returned with their reason; more
 * than 1 % of them is refused, naming the first ones.
 */
export async function readImages(options: ReadOptions): Promise<DatasetReport['skipped']> {
  const { plan } = options
  const total = plan.train.length + plan.validation.length
  const skipped = [...plan.skipped]
  let done = 0
  const tell = (count: number): void => options.onProgress?.((done += count), total)
  if (plan.decoded) {
    for (const split of ['train', 'validation'] as const) {
      for (const images of chunks(plan[split])) {
        await options.take(split, images, concat(images.map(({ path }) => plan.decoded?.find(path) as Uint8Array)))
        tell(images.length)
      }
    }
    return skipped
  }
  const [size] = shapeOf(plan, options.imageSize)
  const pool = createDecoderPool(options.programFolder)
  try {
    for (const split of ['train', 'validation'] as const) {
      // A queue of chunks: as many are decoded at once as there are threads, and handed on in order.
      const running: { images: readonly PlannedImage[]; decoded: Promise<readonly Decoded[]> }[] = []
      const settle = async (): Promise<void> => {
        const { images, decoded } = running.shift() as (typeof running)[number]
        const results = await decoded
        const good = images.filter((_, i) => 'pixels' in (results[i] as Decoded))
        results.forEach((result, i) => {
          if ('reason' in result) skipped.push({ path: (images[i] as PlannedImage).path, reason: result.reason })
        })
        await options.take(
          split,
          good,
          concat(results.flatMap((result) => ('pixels' in result ? [result.pixels] : []))),
        )
        tell(images.length)
      }
      for (const images of chunks(plan[split])) {
        options.signal?.throwIfAborted()
        const files = await Promise.all(images.map(({ path }) => options.source.read(path)))
        running.push({ images, decoded: pool.decode(files, size) })
        if (running.length > pool.width) await settle()
      }
      while (running.length > 0) await settle()
    }
  } finally {
    await pool.close()
  }
  refuseMany(skipped, total, options.source.name)
  return skipped
}

function refuseMany(skipped: DatasetReport['skipped'], total: number, name: string): void {
  if (skipped.length <= tolerated * total) return
  const first = skipped.slice(0, 3).map(({ path, reason }) => `${path} (${reason})`)
  throw new AppError(
    'invalid-input',
    `${skipped.length} of ${total} images in "${name}" cannot be read, more than 1 %: ${first.join(', ')}.`,
    { hint: 'Remove or replace them; `adversarium datasets check` lists them all.' },
  )
}

function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += chunkSize) yield list.slice(start, start + chunkSize)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
