import { createWriteStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { z } from 'zod'
import { AppError } from '../../contract/wire.ts'
import { download } from '../../files/download.ts'
import { cacheFolder, manifest } from './manifest.ts'

export type Device = 'cpu' | 'gpu'

/** How far bringing a runtime is: bytes. */
export interface RuntimeProgress {
  readonly stage: 'fetching' | 'unpacking'
  readonly done: number
  readonly total: number
}

export interface WheelRequest {
  readonly device: Device
  readonly signal: AbortSignal
  onProgress(progress: RuntimeProgress): void
}

export type Wheel = Pick<(typeof manifest)['gpu']['wheels'][number], 'package' | 'version' | 'sha256'>
/** What of the manifest a fetch needs; a test brings its own. */
interface Pinned {
  readonly wheels: readonly Wheel[]
  readonly downloadBytes: number
}

/** A wheel's file is called after its package and version. */
export const isWheelOf = (wheel: Pick<Wheel, 'package' | 'version'>, file: string): boolean =>
  file.startsWith(`${wheel.package.replaceAll('-', '_')}-${wheel.version}-`) && file.endsWith('.whl')

/** Where wheels wait until the runtime is whole; a fetch that was ended goes on from there. */
export const waitingFolder = (device: Device): string => join(cacheFolder, `wheels-${manifest.version}-${device}`)

/**
 * The pinned wheels in a folder, or in a zip of one. Throws `not-found` where one is missing, with all that are.
 */
export async function wheelsFrom(path: string, device: Device): Promise<string[]> {
  const place = statSync(path, { throwIfNoEntry: false })
  if (place === undefined) throw new AppError('not-found', `There is no ${path}.`, { hint: whatToBring(device) })
  const folder = place.isDirectory() ? path : await unzipWheels(path, device)
  const names = readdirSync(folder)
  const found = manifest[device].wheels.map((wheel) => names.find((name) => isWheelOf(wheel, name)))
  const missing = manifest[device].wheels.filter((_, i) => found[i] === undefined)
  if (missing.length > 0) {
    const list = missing.map((wheel) => `${wheel.package} ${wheel.version}`).join(', ')
    throw new AppError('not-found', `${path} lacks ${missing.length} of ${found.length} wheels: ${list}.`, {
      hint: whatToBring(device),
    })
  }
  return found.filter((name) => name !== undefined).map((name) => join(folder, name))
}

/** What a person runs on a machine that is online, to carry the folder to one that is not. */
export function whatToBring(device: Device): string {
  const { wheels, platforms } = manifest[device]
  const tags = platforms.map((tag) => `--platform ${tag}`).join(' ')
  const names = wheels.map((wheel) => `${wheel.package}==${wheel.version}`).join(' ')
  return `Elsewhere: pip download -d wheels --no-deps --only-binary=:all: --python-version ${manifest.python} ${tags} ${names}`
}

async function unzipWheels(path: string, device: Device): Promise<string> {
  const folder = waitingFolder(device)
  mkdirSync(folder, { recursive: true })
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: Error) => {
    throw new AppError('invalid-input', `${path} is neither a folder nor a zip: ${error.message}.`, {
      hint: whatToBring(device),
    })
  })
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.split('/').at(-1) ?? ''
      if (!manifest[device].wheels.some((wheel) => isWheelOf(wheel, name))) continue
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, name)))
    }
  } finally {
    zip.close()
  }
  return folder
}

/** The answer of a package index: https://packaging.python.org/en/latest/specifications/simple-repository-api/ */
const Index = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      size: z.int().optional(),
      hashes: z.object({ sha256: z.string().optional() }),
    }),
  ),
})

const indexUrl = (): string => (process.env['PIP_INDEX_URL'] || 'https://pypi.org/simple').replace(/\/$/, '')

/** Fetches the pinned wheels from Python's package index, which PIP_INDEX_URL may name, without Python. */
export async function fetchWheels(
  { device, signal, onProgress }: WheelRequest,
  { wheels, downloadBytes }: Pinned = manifest[device],
  folder = waitingFolder(device),
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const instead = `The files can be brought instead: adversarium runtime install ${device} --from <folder>.`
  const files: string[] = []
  let before = 0
  for (const wheel of wheels) {
    const { url, filename } = await findWheel(wheel, instead, signal)
    const path = join(folder, filename)
    const hash = { algorithm: 'sha256', hex: wheel.sha256 } as const
    // A file takes its place only when it is whole and checked.
    if (!existsSync(path)) {
      const tell = (done: number): void =>
        onProgress({ stage: 'fetching', done: before + done, total: Math.max(downloadBytes, before + done) })
      await download({ url, path, hash, copies: 2, instead, signal, onProgress: tell })
    }
    before += statSync(path).size
    files.push(path)
  }
  return files
}

async function findWheel(
  wheel: Wheel,
  instead: string,
  signal: AbortSignal,
): Promise<{ url: string; filename: string }> {
  const page = `${indexUrl()}/${wheel.package}/`
  const headers = { accept: 'application/vnd.pypi.simple.v1+json' }
  const answer = await fetch(page, { headers, signal })
    .then(async (response) => Index.parse(await response.json()))
    .catch((error: unknown) => {
      signal.throwIfAborted()
      const why =
        error instanceof z.ZodError || error instanceof SyntaxError ? 'its answer is no index' : reasonOf(error)
      throw new AppError('not-found', `${page} cannot be read: ${why}.`, { hint: instead })
    })
  const found = answer.files.find(({ hashes }) => hashes.sha256 === wheel.sha256)
  if (found) return { url: new URL(found.url, page).href, filename: found.filename }
  throw new AppError(
    'not-found',
    `${page} has no file of ${wheel.package} ${wheel.version} with SHA-256 ${wheel.sha256}.`,
    {
      hint: instead,
    },
  )
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: string; message?: string } | undefined) : undefined
  return cause?.code ?? cause?.message ?? String(error)
}
