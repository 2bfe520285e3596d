import { join } from 'node:path'
import { AppError } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import { findCache, readManifest } from '../datasets/cache-folder.ts'
import { announceDataset } from '../services/datasets.ts'
import { describeWeights } from '../services/weights.ts'
import { copyFile } from './copy-file.ts'
import type { OtherWorkspace } from './other-workspace.ts'
import { copyFolder, hasSameContent } from './place-images.ts'

/**
 * The dataset of this workspace that holds the images of another one's: of the same fingerprint, or decoded to the same
 * pixels; else theirs is brought, with its images where they are whole. Returns its id.
 */
export async function bringDataset(context: HostContext, other: OtherWorkspace, id: string): Promise<string> {
  const { store, workspace, journal } = context
  const theirs = other.store.datasets.get(id)
  if (!theirs) throw new AppError('not-found', `The other workspace has lost its dataset ${id}.`)
  const same = store.datasets.list().find(({ fingerprint }) => fingerprint === theirs.fingerprint)
  if (same) return same.id
  const cached = await findCache(other.workspace.folder, theirs.fingerprint)
  if (cached) {
    const equal = await findEqual(context, cached)
    if (equal) return equal.id
  }
  if (store.datasets.get(id)) {
    throw new AppError('conflict', `Another dataset is called ${id} here: its images are not those of the run.`)
  }
  const folder = `datasets/${theirs.fingerprint}`
  if (cached && !(await findCache(workspace.folder, theirs.fingerprint))) {
    await copyFolder(cached.folder, join(workspace.folder, folder))
  }
  const { corrupted: _theirPlace, ...described } = theirs
  journal((announce) => {
    store.datasets.put({ ...described, folder })
    announceDataset(context, announce, id)
  })
  return id
}

async function findEqual(
  { store, workspace }: HostContext,
  images: Parameters<typeof hasSameContent>[0],
): Promise<StoredDataset | null> {
  for (const dataset of store.datasets.list()) {
    const manifest = await readManifest(join(workspace.folder, dataset.folder)).catch(() => null)
    if (manifest && hasSameContent(images, manifest)) return dataset
  }
  return null
}

/** The weights that a run started from, where they are not here. */
export async function bringWeights(
  { store, workspace, journal }: HostContext,
  other: OtherWorkspace,
  id: string | null,
  signal: AbortSignal,
): Promise<void> {
  const theirs = id === null ? undefined : other.store.weights.get(id)
  if (!theirs || store.weights.get(theirs.id) || store.weights.withHash(theirs.sha256)) return
  const path = `weights/${theirs.id}.safetensors`
  const expected = { bytes: theirs.bytes }
  await copyFile(join(other.workspace.folder, theirs.path), join(workspace.folder, path), expected, signal)
  journal((announce) => {
    store.weights.put({ ...theirs, path })
    announce('weights', 'changed', describeWeights({ ...theirs, path }))
  })
}
