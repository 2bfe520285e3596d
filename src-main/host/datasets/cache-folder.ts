import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DatasetManifest, datasetCacheVersion, datasetFiles } from '../../contract/dataset-manifest.ts'
import { fault } from '../../contract/faults/index.ts'
import { asWriteFault, isDiskFull } from '../../contract/file-faults.ts'
import type { Box } from '../../contract/datasets.ts'
import { parseJson } from '../../contract/parse-json.ts'
import type { Split } from '../../contract/split.ts'
import { packBoxes } from '../../core/datasets/boxes.ts'
import { throwIfCancelled } from './cancelled.ts'
import type { DecodedChunk } from './plan.ts'

/** A decoded dataset and where it lies. */
export type CachedDataset = DatasetManifest & {
  readonly folder: string
  /** Size of the decoded images and labels. */
  readonly bytes: number
}

export interface SplitWriter {
  readonly count: number
  append(chunk: DecodedChunk): Promise<void>
}

type Description = Omit<DatasetManifest, 'version' | 'counts' | 'boxes' | 'createdAt' | 'hashes'>

/** Folders that this process is filling. Clocks jump, so that their age says nothing. */
const filling = new Set<string>()

/** Reads the manifest of a cache folder. Throws `not-found` where there is none that this version can use. */
export async function readManifest(folder: string): Promise<CachedDataset> {
  const text = await readFile(join(folder, 'dataset.json'), 'utf8').catch(() => '')
  const manifest = DatasetManifest.safeParse(parseJson(text))
  if (!manifest.success) {
    throw fault('no-decoded-images', { folder })
  }
  const bytes = datasetFiles(manifest.data).reduce((sum, file) => sum + file.bytes, 0)
  return { ...manifest.data, folder, bytes }
}

/** The whole, undamaged cache with this fingerprint; null where there is none. */
export async function findCache(workspace: string, fingerprint: string): Promise<CachedDataset | null> {
  try {
    const cached = await readManifest(join(workspace, 'datasets', fingerprint))
    const { mtimeMs: writtenAt } = await stat(join(cached.folder, 'dataset.json'))
    for (const { name, bytes } of datasetFiles(cached)) {
      const { size, mtimeMs } = await stat(join(cached.folder, name))
      if (size !== bytes) return null
      // It was written before the manifest: what was touched since is looked at.
      const hash = mtimeMs > writtenAt ? cached.hashes?.[name] : undefined
      if (hash !== undefined && (await hashOf(join(cached.folder, name))) !== hash) return null
    }
    return cached
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
  // In one turn: another import of this process must not take it for one that was left behind.
  const temporary = mkdtempSync(join(parent, `${fingerprint}.tmp-`))
  filling.add(temporary)
  try {
    const train = await openSplitFiles(temporary, 'train')
    const validation = await openSplitFiles(temporary, 'validation')
    const description = await fill({ train, validation }).finally(async () => {
      const ends = await Promise.allSettled([train.close(), validation.close()])
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed) throw failed.reason
    })
    const manifest: DatasetManifest = {
      version: datasetCacheVersion,
      ...description,
      fingerprint,
      counts: { train: train.count, validation: validation.count },
      boxes: { train: train.boxCount, validation: validation.boxCount },
      createdAt: Date.now(),
      hashes: { ...train.hashes, ...validation.hashes },
    }
    await writeSynced(join(temporary, 'dataset.json'), `${JSON.stringify(manifest, null, 1)}\n`)
    await syncFolder(temporary)
    const folder = join(parent, fingerprint)
    throwIfCancelled(signal)
    const hasEquivalent = async () => (await findCache(workspace, fingerprint))?.boxes !== undefined
    await replaceFolder(temporary, folder, hasEquivalent)
    await syncFolder(parent)
    return await readManifest(folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw isDiskFull(error) ? asWriteFault(error, 'the decoded dataset', 'import it again; nothing was kept') : error
  } finally {
    filling.delete(temporary)
  }
}

interface SplitFiles extends SplitWriter {
  /** How many images have a box. */
  readonly boxCount: number
  /** By file; complete once it is closed. */
  readonly hashes: Readonly<Record<string, string>>
  close(): Promise<void>
}

async function openSplitFiles(folder: string, split: Split): Promise<SplitFiles> {
  const images = await open(join(folder, `${split}.images.u8`), 'wx')
  const hash = createHash('sha256')
  const hashes: Record<string, string> = {}
  const labels: number[] = []
  const names: string[] = []
  const boxes: (Box | null)[] = []
  let boxCount = 0
  return {
    get count() {
      return labels.length
    },
    get boxCount() {
      return boxCount
    },
    hashes,
    async append(chunk) {
      await writeAll(images, chunk.images)
      hash.update(chunk.images)
      for (const label of chunk.labels) labels.push(label)
      for (const name of chunk.names) names.push(name)
      chunk.labels.forEach((_, i) => {
        const box = chunk.boxes?.[i] ?? null
        boxes.push(box)
        if (box !== null) boxCount++
      })
    },
    async close() {
      await images.sync().finally(() => images.close())
      hashes[`${split}.images.u8`] = hash.digest('hex')
      const write = async (name: string, values: Int32Array | Float32Array): Promise<void> => {
        const bytes = new Uint8Array(values.buffer)
        await writeSynced(join(folder, name), bytes)
        hashes[name] = createHash('sha256').update(bytes).digest('hex')
      }
      await write(`${split}.labels.i32`, Int32Array.from(labels))
      if (boxCount > 0) await write(`${split}.boxes.f32`, packBoxes(boxes))
      await writeSynced(join(folder, `${split}.names.json`), JSON.stringify(names))
    },
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
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

/** Puts the new folder in place of a damaged or older one; one that is as good, written meanwhile, wins. */
async function replaceFolder(from: string, to: string, hasEquivalent: () => Promise<boolean>): Promise<void> {
  // First of all, since no look beforehand tells what another writer will have put there by then.
  const isPlaced = await rename(from, to).then(
    () => true,
    () => false,
  )
  if (isPlaced) return
  if (await hasEquivalent()) {
    await rm(from, { recursive: true, force: true })
    return
  }
  // Aside first, since removing takes long and whoever reads it may not find nothing meanwhile.
  const aside = `${from}-replaced`
  filling.add(aside)
  try {
    await rename(to, aside).catch(() => undefined)
    await rename(from, to)
    await rm(aside, { recursive: true, force: true })
  } finally {
    filling.delete(aside)
  }
}

/** What a killed import left behind: one process at a time works in a workspace. */
async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    if (name.includes('.tmp-') && !filling.has(path)) await rm(path, { recursive: true, force: true })
  }
}
