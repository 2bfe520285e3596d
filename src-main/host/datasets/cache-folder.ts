import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatasetManifest, datasetCacheVersion, datasetFiles } from '../../contract/dataset-manifest.ts'
import { parseJson } from '../../contract/parse-json.ts'
import type { Split } from '../../contract/split.ts'
import { AppError } from '../../contract/wire.ts'
import { throwIfCancelled } from './cancelled.ts'

/** A decoded dataset and where it lies. */
export type CachedDataset = DatasetManifest & {
  readonly folder: string
  /** Size of the decoded images and labels. */
  readonly bytes: number
}

export interface SplitWriter {
  readonly count: number
  append(images: Uint8Array, labels: readonly number[], names: readonly string[]): Promise<void>
}

type Description = Omit<DatasetManifest, 'version' | 'counts' | 'createdAt'>

const staleMs = 24 * 3600 * 1000

/** Reads the manifest of a cache folder. Throws `not-found` where there is none that this version can use. */
export async function readManifest(folder: string): Promise<CachedDataset> {
  const text = await readFile(join(folder, 'dataset.json'), 'utf8').catch(() => '')
  const manifest = DatasetManifest.safeParse(parseJson(text))
  if (!manifest.success) {
    throw new AppError('not-found', `There is no decoded dataset in ${folder}.`, { hint: 'Import the dataset again.' })
  }
  const bytes = datasetFiles(manifest.data).reduce((sum, file) => sum + file.bytes, 0)
  return { ...manifest.data, folder, bytes }
}

/** The whole, undamaged cache with this fingerprint; null where there is none. */
export async function findCache(workspace: string, fingerprint: string): Promise<CachedDataset | null> {
  try {
    const cached = await readManifest(join(workspace, 'datasets', fingerprint))
    const sizes = await Promise.all(datasetFiles(cached).map(({ name }) => stat(join(cached.folder, name))))
    return datasetFiles(cached).every(({ bytes }, i) => sizes[i]?.size === bytes) ? cached : null
  } catch {
    return null
  }
}

/**
 * Writes `<workspace>/datasets/<fingerprint>/` under a temporary name, syncs it and renames it, so that a cache is whole
 * or absent. `fill` writes the images and returns what the manifest says beside the counts. Cancelled before the last
 * step, nothing is left; after it the cache is whole.
 */
export async function writeCache(
  workspace: string,
  fingerprint: string,
  signal: AbortSignal | undefined,
  fill: (writers: Readonly<Record<Split, SplitWriter>>) => Promise<Omit<Description, 'fingerprint'>>,
): Promise<CachedDataset> {
  const parent = join(workspace, 'datasets')
  await mkdir(parent, { recursive: true })
  await removeStale(parent)
  const temporary = await mkdtemp(join(parent, `${fingerprint}.tmp-`))
  try {
    const train = await openSplitFiles(temporary, 'train')
    const validation = await openSplitFiles(temporary, 'validation')
    const description = await fill({ train, validation }).finally(async () => {
      await train.close()
      await validation.close()
    })
    const manifest: DatasetManifest = {
      version: datasetCacheVersion,
      ...description,
      fingerprint,
      counts: { train: train.count, validation: validation.count },
      createdAt: Date.now(),
    }
    await writeSynced(join(temporary, 'dataset.json'), `${JSON.stringify(manifest, null, 1)}\n`)
    await syncFolder(temporary)
    const folder = join(parent, fingerprint)
    throwIfCancelled(signal)
    await replaceFolder(temporary, folder, async () => (await findCache(workspace, fingerprint)) !== null)
    await syncFolder(parent)
    return await readManifest(folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
}

async function openSplitFiles(folder: string, split: Split): Promise<SplitWriter & { close(): Promise<void> }> {
  const images = await open(join(folder, `${split}.images.u8`), 'wx')
  const labels: number[] = []
  const names: string[] = []
  return {
    get count() {
      return labels.length
    },
    async append(bytes, newLabels, newNames) {
      await writeAll(images, bytes)
      for (const label of newLabels) labels.push(label)
      for (const name of newNames) names.push(name)
    },
    async close() {
      await images.sync()
      await images.close()
      await writeSynced(join(folder, `${split}.labels.i32`), new Uint8Array(Int32Array.from(labels).buffer))
      await writeSynced(join(folder, `${split}.names.json`), JSON.stringify(names))
    },
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Puts the new folder in place. A damaged one there is removed; a whole one, written meanwhile, wins. */
async function replaceFolder(from: string, to: string, isWhole: () => Promise<boolean>): Promise<void> {
  // First of all, since no look beforehand tells what another writer will have put there by then.
  const isPlaced = await rename(from, to).then(
    () => true,
    () => false,
  )
  if (isPlaced) return
  if (await isWhole()) {
    await rm(from, { recursive: true, force: true })
    return
  }
  await rm(to, { recursive: true, force: true })
  await rename(from, to)
}

/** What a killed import left behind. */
async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!basename(name).includes('.tmp-')) continue
    const path = join(parent, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > staleMs) await rm(path, { recursive: true, force: true })
  }
}
