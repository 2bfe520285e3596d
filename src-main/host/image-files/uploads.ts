import { AppError, maxImageFileBytes } from '../../contract/index.ts'

interface Upload {
  readonly pieces: Uint8Array[]
  bytes: number
}

/** Files that are on their way; beyond, the one that was begun first is dropped. */
const atOnce = 4
/** Of all of them together, likewise. */
const mostBytes = 2 * maxImageFileBytes
/** A client that sends nothing more for so long has gone. */
const abandonedMs = 60_000

/** Files that clients send piece by piece, held in memory until they are taken. */
export function createUploads() {
  const uploads = new Map<string, Upload>()
  let abandoned: NodeJS.Timeout | undefined
  /** All that nobody sent a piece of since; one timer for them all, for whoever is still there sends on. */
  const forgetLater = (): void => {
    clearTimeout(abandoned)
    abandoned = setTimeout(() => uploads.clear(), abandonedMs).unref()
  }
  const heldBytes = (): number => [...uploads.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    /** Throws `invalid-input` above {@link maxImageFileBytes}, `conflict` where a piece is missing before this one. */
    add(name: string, offset: number, bytes: Uint8Array): void {
      const known = offset === 0 ? { pieces: [], bytes: 0 } : uploads.get(name)
      if (known?.bytes !== offset) throw incomplete()
      if (offset + bytes.length > maxImageFileBytes) {
        uploads.delete(name)
        const limit = maxImageFileBytes / 2 ** 20
        throw new AppError('invalid-input', `An image file may have ${limit} MiB: this one has more.`, {
          hint: 'Save it smaller: the model sees a small picture of it anyway.',
        })
      }
      known.pieces.push(bytes)
      known.bytes += bytes.length
      if (offset === 0) uploads.delete(name)
      uploads.set(name, known)
      for (const other of uploads.keys()) {
        if (uploads.size <= atOnce && heldBytes() <= mostBytes) break
        if (other !== name) uploads.delete(other)
      }
      forgetLater()
    },
    /** The whole file, which is forgotten here. */
    take(name: string): Uint8Array {
      const known = uploads.get(name)
      uploads.delete(name)
      if (!known) throw incomplete()
      return Buffer.concat(known.pieces)
    },
  }
}

const incomplete = (): AppError =>
  new AppError('conflict', 'The file did not arrive whole.', { hint: 'Choose it again.' })
