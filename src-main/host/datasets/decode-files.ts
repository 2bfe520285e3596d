import type { Box } from '../../contract/datasets.ts'
import type { Split } from '../../contract/split.ts'
import { AppError } from '../../contract/wire.ts'
import { boxWithin } from '../../core/datasets/boxes.ts'
import { orCancelled, throwIfCancelled } from './cancelled.ts'
import { createDecodePool, type DecodePool, type DecodeReply } from './decode-pool.ts'
import type { DecodeOptions, SkippedFile } from './plan.ts'
import type { FileAddress, Source } from './source.ts'

export interface PlannedImage {
  readonly path: string
  readonly label: number
  /** In the file's own pixels. */
  readonly box?: Box | undefined
}
export type PlannedSplits = Readonly<Record<Split, readonly PlannedImage[]>>

interface Chunk {
  readonly split: Split
  readonly images: readonly PlannedImage[]
}

const chunkSize = 64
/** Of decoded images that wait to be written. */
const maxAheadBytes = 2 ** 29

/**
 * Decodes image files on all cores and writes them in the order of the plan. The first readable image decides the size
 * where none is asked for; another size among the rest is an error, since stretching unasked would change the data.
 */
export async function decodeFiles(
  source: Source,
  splits: PlannedSplits,
  options: DecodeOptions,
): Promise<readonly SkippedFile[]> {
  const pool = createDecodePool({ source: source.address, imageSize: options.imageSize })
  try {
    return await decodeChunks(pool, source, toChunks(splits), options)
  } finally {
    await pool.close()
  }
}

async function decodeChunks(
  pool: DecodePool,
  source: Source,
  chunks: readonly Chunk[],
  { signal, begin, write, onProgress }: DecodeOptions,
): Promise<readonly SkippedFile[]> {
  const present = new Set(source.files.map(({ path }) => path))
  const locate = ({ path }: PlannedImage): FileAddress =>
    present.has(path) ? source.locate(path) : { path, isMissing: true }
  const unreadable: SkippedFile[] = []
  const ahead: Promise<DecodeReply>[] = []
  let shape: DecodeReply['shape'] | null = null
  let first: string | undefined
  let requested = 0
  let done = 0

  for (const { split, images } of chunks) {
    throwIfCancelled(signal)
    const limit = shape === null ? 1 : aheadOf(shape, pool.width)
    while (ahead.length < limit && requested < chunks.length) {
      const reply = pool.decode((chunks[requested++] as Chunk).images.map(locate), shape)
      reply.catch(() => undefined)
      ahead.push(reply)
    }
    const reply = await orCancelled(ahead.shift() as Promise<DecodeReply>, signal)
    const kept = images.filter((_, i) => reply.reasons[i] === null)
    images.forEach(({ path }, i) => {
      const reason = reply.reasons[i]
      if (typeof reason === 'string') unreadable.push({ path, reason })
    })
    first ??= kept[0]?.path
    if (reply.otherSize && first !== undefined) throw differentSizes(first, reply.shape, reply.otherSize)
    if (kept.length > 0) {
      if (shape === null) {
        shape = reply.shape
        await begin([...shape, 3])
      }
      const labels = kept.map(({ label }) => label)
      const names = kept.map(({ path }) => path)
      const boxes = kept.map(({ box }, i) =>
        box ? boxWithin(box, reply.originals[i] ?? reply.shape, reply.shape) : null,
      )
      await write(split, { images: reply.images, labels, names, boxes })
    }
    done += images.length
    onProgress(done)
  }
  return unreadable
}

function toChunks(splits: PlannedSplits): Chunk[] {
  return (['train', 'validation'] as const).flatMap((split) =>
    Array.from({ length: Math.ceil(splits[split].length / chunkSize) }, (_, i) => ({
      split,
      images: splits[split].slice(i * chunkSize, (i + 1) * chunkSize),
    })),
  )
}

/** How many chunks may be under way. */
function aheadOf([height, width]: DecodeReply['shape'], most: number): number {
  return Math.max(1, Math.min(most, Math.floor(maxAheadBytes / (chunkSize * height * width * 3))))
}

function differentSizes(
  first: string,
  [height, width]: DecodeReply['shape'],
  other: NonNullable<DecodeReply['otherSize']>,
): AppError {
  const [otherHeight, otherWidth] = other.shape
  const sizes = `"${first}" is ${width}×${height}, "${other.path}" is ${otherWidth}×${otherHeight}`
  return new AppError('invalid-input', `The images differ in size: ${sizes}.`, {
    hint: 'Give the size they are to have: --size 64, for example, or "Image size" in the window.',
  })
}
