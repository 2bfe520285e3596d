import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise, type ZipFile } from 'yauzl'
import { AppError } from '../../contract/wire.ts'
import { cacheFolder, isTensorflowFolder, manifest } from './manifest.ts'

const { cpu, gpu, version } = manifest

/** Where the fetched runtime lies: `<cache>/tensorflow-2.21.0-cpu/tensorflow`. */
export const fetchedFolder = (device: 'cpu' | 'gpu'): string =>
  join(cacheFolder, `tensorflow-${version}-${device}`, 'tensorflow')

/**
 * Downloads the pinned wheel with pip, checks its hash, keeps only libraries and headers. Unpacks beside the cache and
 * renames at the end, so that two clones at once, or a crash, leave no half runtime.
 */
export async function fetchTensorflow(device: 'cpu' | 'gpu', tell: (text: string) => void): Promise<string> {
  const target = fetchedFolder(device)
  if (isTensorflowFolder(target)) return target
  mkdirSync(cacheFolder, { recursive: true })
  const scratch = mkdtempSync(join(cacheFolder, 'fetch-'))
  try {
    const size = device === 'cpu' ? `, ${Math.round(cpu.downloadBytes / 1e6)} MB` : ' with CUDA, about 2.5 GB'
    tell(`Fetching TensorFlow ${version} (${device}${size}) with pip …`)
    const wheels = download(device, join(scratch, 'wheels'))
    if (device === 'cpu') await checkHash(wheels[0] as string, cpu.sha256)
    tell('Unpacking …')
    for (const wheel of wheels) await unpack(wheel, join(scratch, 'root'))
    if (!isTensorflowFolder(join(scratch, 'root/tensorflow'))) {
      throw new AppError('no-backend', 'The TensorFlow wheel holds no libraries or headers.')
    }
    rename(join(scratch, 'root'), dirname(target))
    return target
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function download(device: 'cpu' | 'gpu', folder: string): string[] {
  const { package: name, python, platform } = device === 'cpu' ? cpu : gpu
  const requirement = `${name}==${version}`
  const tags = ['--only-binary=:all:', '--python-version', python, '--platform', platform]
  const args = ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', ...tags, '-d', folder]
  const done = spawnSync('python3', [...args, ...(device === 'cpu' ? ['--no-deps'] : []), requirement], {
    encoding: 'utf8',
  })
  if (done.status !== 0) {
    const why = done.stderr?.trim().split('\n').at(-1) ?? 'pip could not be run'
    throw new AppError('no-backend', `pip could not fetch ${requirement}: ${why}.`, {
      hint: 'Check the network, or set ADVERSARIUM_TENSORFLOW to a folder that holds libtensorflow_cc.so.2 and include.',
    })
  }
  const wanted = /^(tensorflow|nvidia)/
  return readdirSync(folder)
    .filter((file) => wanted.test(file))
    .map((file) => join(folder, file))
}

/** Throws `no-backend` where the file is not the pinned one. */
export async function checkHash(path: string, sha256: string): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const got = hash.digest('hex')
  if (got !== sha256) {
    throw new AppError('no-backend', `The TensorFlow wheel must have SHA-256 ${sha256}: got ${got}. It was not used.`, {
      hint: 'Check which package index pip uses.',
    })
  }
}

// Of the headers, those that the C API includes: the whole folder is 290 MB in 13,000 files.
const kept = /^(tensorflow\/(include\/(tensorflow|tsl|xla)\/.*\.h$|libtensorflow_(cc|framework)\.so\.2$)|nvidia\/)/

async function unpack(wheel: string, root: string): Promise<void> {
  const zip: ZipFile = await openPromise(wheel, { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (!kept.test(entry.fileName) || entry.fileName.endsWith('/')) continue
      const path = join(root, entry.fileName)
      mkdirSync(dirname(path), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path))
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
