import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { openPromise, type ZipFile } from 'yauzl'
import { fault } from '../../contract/faults/index.ts'
import { cacheFolder, isTensorflowFolder, manifest } from './manifest.ts'
import { isWheelOf, type Device, type Wheel, type WheelRequest } from './wheels.ts'

/** Where the fetched runtime lies: `<cache>/tensorflow-2.21.0-cpu/tensorflow`. */
export const fetchedFolder = (device: Device): string =>
  join(cacheFolder, `tensorflow-${manifest.version}-${device}`, 'tensorflow')

/** Downloads the pinned wheels with pip, and puts them in place. */
export async function fetchTensorflow(device: Device, tell: (text: string) => void): Promise<string> {
  const target = fetchedFolder(device)
  if (isTensorflowFolder(target)) return target
  const scratch = makeScratch()
  try {
    const size = `${Math.round(manifest[device].downloadBytes / 1e6)} MB, once for all clones`
    tell(`Fetching TensorFlow ${manifest.version} for the ${device.toUpperCase()} (${size}) …`)
    const files = await download(device, scratch)
    tell('Unpacking TensorFlow …')
    await placeWheels(device, files)
    return target
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function makeScratch(): string {
  mkdirSync(cacheFolder, { recursive: true })
  return mkdtempSync(join(cacheFolder, 'fetch-'))
}

/**
 * Checks the hashes of wheels and keeps only libraries and headers, in pip's layout: there TensorFlow finds CUDA beside
 * itself. Unpacks beside the target and renames at the end, so that two at once, an end or a crash leave no half runtime.
 */
export async function placeWheels(
  device: Device,
  files: readonly string[],
  { signal, onProgress }: Partial<Omit<WheelRequest, 'device'>> = {},
): Promise<void> {
  const scratch = makeScratch()
  try {
    const total = files.reduce((sum, file) => sum + statSync(file).size, 0)
    let done = 0
    for (const file of files) {
      signal?.throwIfAborted()
      onProgress?.({ stage: 'unpacking', done, total })
      await checkWheel(file, manifest[device].wheels)
      await unpackWheel(file, scratch)
      done += statSync(file).size
    }
    if (!isTensorflowFolder(join(scratch, 'tensorflow'))) {
      throw fault('wheel-empty', {})
    }
    rename(scratch, dirname(fetchedFolder(device)))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function download(device: Device, folder: string): Promise<string[]> {
  const { wheels, platforms } = manifest[device]
  const options = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--no-input', '--retries', '2']
  const tags = ['--only-binary=:all:', '--python-version', manifest.python]
  const requirements = wheels.map((wheel) => `${wheel.package}==${wheel.version}`)
  const args = [...options, ...tags, ...platforms.flatMap((tag) => ['--platform', tag]), '-d', folder, ...requirements]
  // pip's progress goes where ours goes; its errors are told in our sentence.
  const pip = spawn('python3', ['-m', 'pip', 'download', ...args], { stdio: ['ignore', 2, 'pipe'] })
  const [[code], errors] = await Promise.all([once(pip, 'close'), text(pip.stderr as Readable)])
  if (code !== 0) {
    const lines = errors.split('\n').filter((line) => line.startsWith('ERROR'))
    const why = (lines.at(-1) ?? errors.trim().split('\n').at(-1) ?? '').replace(/^ERROR: /, '')
    throw fault('tensorflow-not-fetched', { version: manifest.version, reason: why || 'it said nothing' })
  }
  return readdirSync(folder).map((file) => join(folder, file))
}

/** Throws `no-backend` where the file is none of the pinned wheels. */
export async function checkWheel(path: string, wheels: readonly Wheel[]): Promise<void> {
  const name = basename(path)
  const pinned = wheels.find((wheel) => isWheelOf(wheel, name))
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const got = hash.digest('hex')
  if (pinned?.sha256 === got) return
  throw fault('wheel-changed', { name, expected: pinned?.sha256 ?? 'of a pinned wheel', got })
}

// Of the headers, those that the C API includes: the whole folder is 290 MB in 13,000 files.
const kept = /^(tensorflow\/(include\/(tensorflow|tsl|xla)\/.*\.h$|libtensorflow_(cc|framework)\.so\.2$)|nvidia\/)/

/** Unpacks libraries and headers of one wheel; CUDA's programs stay executable. */
export async function unpackWheel(wheel: string, root: string): Promise<void> {
  const zip: ZipFile = await openPromise(wheel, { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (!kept.test(entry.fileName) || entry.fileName.endsWith('/')) continue
      const path = join(root, entry.fileName)
      const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644
      mkdirSync(dirname(path), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode }))
    }
  } finally {
    zip.close()
  }
}

/** Another clone may have been quicker: then its runtime is as good as ours. */
function rename(from: string, to: string): void {
  if (existsSync(to) && !isTensorflowFolder(join(to, 'tensorflow'))) rmSync(to, { recursive: true })
  try {
    renameSync(from, to)
  } catch (error) {
    if (!isTensorflowFolder(join(to, 'tensorflow'))) throw error
  }
}
