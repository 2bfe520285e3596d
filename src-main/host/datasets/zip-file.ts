import { closeSync, readSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { notPlain, openPlainFile } from '../../images/plain-file.ts'

/** Read at once where entries are visited in their order, and where they are not. */
const windowBytes = 2 ** 20
const firstBytes = 2 ** 16

export interface OpenZip {
  readonly zip: ZipFile
  /** These bytes of the file, valid until the next call. Throws `Error`, as a reason, where the file ends before. */
  slice(position: number, length: number): Uint8Array
}

/** Opens a zip; `zip.close()` closes its file. */
export async function openZipFile(path: string): Promise<OpenZip> {
  const reader = new WindowReader(path)
  try {
    const zip = await fromRandomAccessReaderPromise(reader, reader.sizeBytes, { lazyEntries: true, autoClose: false })
    return { zip, slice: (position, length) => reader.slice(position, length) }
  } catch (error) {
    reader.close(() => undefined)
    throw error
  }
}

/**
 * Reads a file by position through a window, synchronously: yauzl asks for directory and headers a few bytes at a time,
 * and neighbouring entries lie side by side. Read one by one they took a third of an import's time.
 */
class WindowReader extends RandomAccessReader {
  readonly sizeBytes: number
  readonly #file: number
  #window: Uint8Array = new Uint8Array(0)
  #start = 0

  constructor(path: string) {
    super()
    const opened = openPlainFile(path)
    if (!opened) throw new Error(notPlain)
    this.#file = opened.file
    this.sizeBytes = opened.bytes
  }

  slice(position: number, length: number): Uint8Array {
    // Before room is made for it: an entry may claim any length.
    if (position + length > this.sizeBytes) throw new Error('is cut off')
    const ahead = position - this.#start
    if (ahead < 0 || ahead + length > this.#window.length) {
      const isInOrder = ahead >= 0 && ahead <= this.#window.length + firstBytes
      this.#load(position, Math.max(length, isInOrder ? windowBytes : firstBytes))
    }
    const bytes = this.#window.subarray(position - this.#start, position - this.#start + length)
    if (bytes.length < length) throw new Error('is cut off')
    return bytes
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      buffer.set(this.slice(position, length), offset)
    } catch {
      callback(new Error('unexpected EOF'))
      return
    }
    callback(null)
  }

  /** For yauzl's own streams, which nobody opens. */
  override _readStreamForRange(start: number, end: number): PassThrough {
    return new PassThrough().end(this.slice(start, end - start).slice())
  }

  override close(callback: (error: Error | null) => void): void {
    closeSync(this.#file)
    callback(null)
  }

  #load(position: number, length: number): void {
    const window = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const read = readSync(this.#file, window, done, length - done, position + done)
      if (read === 0) break
      done += read
    }
    this.#start = position
    this.#window = window.subarray(0, done)
  }
}
