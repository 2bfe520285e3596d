import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { fault } from '../contract/faults/index.ts'
import { fileReason } from '../contract/file-faults.ts'
import { AppError } from '../contract/wire.ts'
import { isFileError } from './is-file-error.ts'

export interface DownloadRequest {
  readonly url: string
  /** Where it will lie; until it is whole and checked, `<path>.part` does. */
  readonly path: string
  /** What it must hash to; null where that is not known. */
  readonly hash: { readonly algorithm: 'md5' | 'sha256'; readonly hex: string } | null
  /** How often it will lie on the disk in the end: itself, and what is made of it. */
  readonly copies: number
  /** What to do without this download, in a sentence. */
  readonly instead: string
  readonly signal: AbortSignal
  /** Bytes that are there, and those that it has; 0 where the server does not say. */
  onProgress(done: number, total: number): void
}

/** Where a part came from, so that it is only continued with the rest of the same file. */
interface Part {
  readonly bytes: number
  /** ETag or date of the file that it is a part of. */
  readonly validator: string | null
}

const mostRedirects = 5

/**
 * Downloads one file, from where an earlier attempt stopped where the server can go on there. What came so far stays
 * when the connection breaks or `signal` is aborted. Throws `not-found` where the file cannot be had, `invalid-input`
 * where it is not what it should be, `cancelled`.
 */
export async function download(request: DownloadRequest): Promise<void> {
  const { url, path, hash, copies, instead, signal, onProgress } = request
  const partPath = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  const part = await findPart(partPath)
  const response = await open(request, part)
  const isContinued = response.status === 206
  const start = isContinued ? part.bytes : 0
  const length = Number(response.headers.get('content-length') ?? 0)
  const total = length === 0 ? 0 : start + length
  await checkSpace(path, length + (copies - 1) * total, instead)
  const validator = response.headers.get('etag') ?? response.headers.get('last-modified')
  let done = start
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length
      onProgress(done, total)
      next(null, chunk)
    },
  })
  try {
    // With this file's validator, an old part would be continued with the rest of another file.
    if (!isContinued) await rm(partPath, { force: true })
    await writeFile(`${partPath}.from`, validator ?? '')
    onProgress(done, total)
    const body = Readable.fromWeb(response.body as ReadableStream)
    await pipeline(body, counted, createWriteStream(partPath, { flags: isContinued ? 'a' : 'w' }), { signal })
  } catch (error) {
    if (signal.aborted) throw cancelled()
    throw isFileError(error) ? unwritable(partPath, error, instead) : broken(url, done, total, instead, error)
  }
  if (total > 0 && done !== total) throw broken(url, done, total, instead)
  if (hash !== null) await checkHash(partPath, hash, url)
  await rename(partPath, path)
  await rm(`${partPath}.from`, { force: true })
}

async function findPart(path: string): Promise<Part> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  const validator = await readFile(`${path}.from`, 'utf8').catch(() => '')
  return { bytes, validator: validator === '' ? null : validator }
}

/** The answer that gives the file, or the rest of it. */
async function open(request: DownloadRequest, part: Part): Promise<Response> {
  const { url, instead, signal } = request
  const canContinue = part.bytes > 0 && part.validator !== null
  const range = canContinue ? { range: `bytes=${part.bytes}-`, 'if-range': part.validator as string } : {}
  // Otherwise a length may count compressed bytes.
  const response = await follow(url, { ...range, 'accept-encoding': 'identity' }, request)
  const isWhole = response.status === 200
  const isRest = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${part.bytes}-`)
  if (response.body !== null && (isWhole || isRest)) return response
  await response.body?.cancel()
  signal.throwIfAborted()
  // The part has all that there is, or what the server gives is not the rest of it.
  if (canContinue && [206, 416].includes(response.status)) return open(request, { bytes: 0, validator: null })
  const why = response.status === 404 ? 'is not there any more (404)' : `cannot be had (status ${response.status})`
  throw new AppError('not-found', `${url} ${why}.`, { hint: instead })
}

/** Goes where the server sends it, as long as that is the same host, or the one where GitHub keeps its files. */
async function follow(
  address: string,
  headers: Record<string, string>,
  { url, instead, signal }: DownloadRequest,
): Promise<Response> {
  let at = new URL(address)
  for (let step = 0; step <= mostRedirects; step++) {
    const response = await fetch(at, { headers, redirect: 'manual', signal }).catch((error: Error) => {
      throw signal.aborted ? cancelled() : unreachable(at, instead, error)
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    const next = new URL(location, at)
    if (!isTrusted(at, next)) {
      throw new AppError('not-found', `${url} leads to another host, ${next.host}: it was not followed.`, {
        hint: instead,
      })
    }
    at = next
  }
  throw new AppError('not-found', `${url} leads from one address to the next without end.`, { hint: instead })
}

function isTrusted(from: URL, to: URL): boolean {
  if (to.host === from.host) return to.protocol === from.protocol || to.protocol === 'https:'
  return from.host === 'github.com' && to.host.endsWith('.githubusercontent.com') && to.protocol === 'https:'
}

async function checkSpace(path: string, bytes: number, instead: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path))
  if (bytes <= bavail * bsize) return
  const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`
  throw fault('download-does-not-fit', {
    name: basename(path),
    needed: megabytes(bytes),
    free: megabytes(bavail * bsize),
    folder: dirname(path),
    instead,
  })
}

const names = { md5: 'MD5', sha256: 'SHA-256' } as const

async function checkHash(path: string, expected: NonNullable<DownloadRequest['hash']>, url: string): Promise<void> {
  const hash = createHash(expected.algorithm)
  await pipeline(createReadStream(path), hash)
  const got = hash.digest('hex')
  if (got === expected.hex) return
  await rm(path, { force: true })
  throw fault('download-changed', { url, algorithm: names[expected.algorithm], expected: expected.hex, got })
}

const cancelled = (): AppError =>
  new AppError('cancelled', 'The fetch was cancelled. What was downloaded stays, to go on from.')

function unreachable({ host }: URL, instead: string, error: Error): AppError {
  const cause = error.cause as (Error & { code?: string }) | undefined
  const reason = cause?.code ?? cause?.message ?? error.message
  return fault('download-unreachable', { host, reason, instead }, error)
}

function broken(url: string, done: number, total: number, instead: string, cause?: unknown): AppError {
  const of = total === 0 ? '' : ` of ${(total / 1e6).toFixed(1)}`
  return fault('download-broken', { host: new URL(url).host, done: `${(done / 1e6).toFixed(1)}${of}`, instead }, cause)
}

function unwritable(path: string, error: NodeJS.ErrnoException, instead: string): AppError {
  return fault('download-not-written', { path, reason: fileReason(error), instead }, error)
}
