import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call } from './define.ts'
import { ClassTarget, Explanation, Prediction } from './evaluations.ts'
import { MapScores } from './map-scores.ts'
import { MethodChoice } from './method.ts'
import { Task } from './tasks.ts'

/** What a model says of an image whose truth nobody tells. */
export const Classification = Prediction.pick({ predicted: true, confidence: true, top5: true })
export type Classification = z.output<typeof Classification>

/** An image file of the user's own, as a checkpoint sees it. */
export const OpenedImage = z.object({
  /** What `explain` calls it by. The host forgets it when it ends, or when some others were opened after it. */
  file: z.string(),
  name: z.string(),
  /** Of the model's input. */
  shape: z.tuple([z.int(), z.int(), z.int()]),
  /** uint8 [height, width, channels]: what the model sees. */
  pixels: Bytes,
  /** Height and width that the file has. */
  original: z.tuple([z.int(), z.int()]),
  /** How the one became the other, in a sentence. */
  fitted: z.string(),
  classification: Classification,
})
export type OpenedImage = z.output<typeof OpenedImage>

/** The predicted class, another one, or one less another. */
export const FileTarget = z.union([z.literal('predicted'), ...ClassTarget.options])
export type FileTarget = z.output<typeof FileTarget>

/** A larger file is refused. */
export const maxImageFileBytes = 64 * 2 ** 20

/** So that a piece as text stays below what a frame of the socket may hold. */
export const maxUploadBytes = 512 * 1024

const explained = { task: Task, file: z.string(), method: MethodChoice, target: FileTarget.default('predicted') }

/** Images that belong to no dataset. Of none of them anything is written to disk. */
export const imageFiles = {
  /** The next piece of a file, under a name that the client chose for it; offset 0 begins it anew. */
  upload: call(
    z.object({ upload: Task, offset: z.int().min(0), bytes: Bytes.refine(({ length }) => length <= maxUploadBytes) }),
    z.null(),
  ),
  /** Decodes and fits what was uploaded, as an import does, and classifies it; the upload is used up. */
  open: call(z.object({ task: Task, upload: Task, name: z.string().max(255), checkpoint: z.int() }), OpenedImage),
  explain: call(z.object(explained), Explanation),
  /** Those that need no truth and no box: deletion and insertion. Computes the map where it is not there. */
  scores: call(z.object(explained), MapScores.pick({ deletion: true, insertion: true })),
}

interface Uploading {
  readonly imageFiles: {
    upload(piece: { upload: string; offset: number; bytes: Uint8Array }): Promise<null>
  }
}

/** The part of every environment's AbortSignal that is needed here. */
interface Cancellation {
  throwIfAborted(): void
}

/** Uploads a file piece by piece. Throws the reason of the signal between two of them. */
export async function uploadImageFile(
  client: Uploading,
  upload: string,
  bytes: Uint8Array,
  signal?: Cancellation,
): Promise<void> {
  let offset = 0
  do {
    signal?.throwIfAborted()
    // A copy: JSON writes Node's own kind of bytes as something else.
    const piece = new Uint8Array(bytes.subarray(offset, offset + maxUploadBytes))
    await client.imageFiles.upload({ upload, offset, bytes: piece })
    offset += maxUploadBytes
  } while (offset < bytes.length)
  signal?.throwIfAborted()
}
