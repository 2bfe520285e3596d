import { mkdirSync, symlinkSync } from 'node:fs'
import { cp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DatasetManifest } from '../../contract/dataset-manifest.ts'
import type { NeededImages } from '../../contract/elsewhere.ts'
import { AppError } from '../../contract/wire.ts'
import { findCache, readManifest, type CachedDataset } from '../datasets/cache-folder.ts'
import { generateDataset } from '../datasets/generate-dataset.ts'
import { unfinishedPath } from '../unfinished.ts'

/** What is the same wherever the same images are. */
type Images = Pick<DatasetManifest, 'fingerprint' | 'classes' | 'shape' | 'counts' | 'hashes'>

/**
 * Puts the images that a task needs under their fingerprint into a workspace: drawn, or linked to where one of `places`
 * (workspaces, or a written array) holds them. Throws `not-found` where none does, `conflict` where they differ.
 */
export async function placeImages(
  workspace: string,
  needed: NeededImages,
  places: readonly string[],
): Promise<CachedDataset> {
  if (needed.source === null) {
    const drawn = await generateDataset({ id: needed.kind, params: needed.params, workspace })
    if (drawn.fingerprint !== needed.fingerprint || !hasSamePixels(drawn, needed))
      throw otherImages(needed, 'drawn here')
    return drawn
  }
  const there = await findCache(workspace, needed.fingerprint)
  const found = there ?? (await findImages(needed, places))
  if (!found) throw missing(needed, places)
  if (!hasSamePixels(found, needed)) throw otherImages(needed, `in ${found.folder}`)
  if (there) return there
  mkdirSync(join(workspace, 'datasets'), { recursive: true })
  const link = join(workspace, 'datasets', needed.fingerprint)
  await rm(link, { recursive: true, force: true })
  try {
    symlinkSync(found.folder, link, 'dir')
  } catch {
    // Windows lets few users make links.
    await copyFolder(found.folder, link)
  }
  return { ...found, folder: link }
}

/** The images that others hold under the same fingerprint, or decoded to the same pixels; null where nobody does. */
export async function findImages(needed: Images, places: readonly string[]): Promise<CachedDataset | null> {
  for (const place of places) {
    const named = await findCache(place, needed.fingerprint)
    if (named) return named
  }
  // A folder that was copied has other times and so another fingerprint.
  for (const place of places) {
    for (const fingerprint of await readdir(join(place, 'datasets')).catch(() => [])) {
      const manifest = await readManifest(join(place, 'datasets', fingerprint)).catch(() => null)
      if (!manifest || !hasHashes(manifest) || !hasSameContent(manifest, needed)) continue
      const whole = await findCache(place, fingerprint)
      if (whole) return whole
    }
  }
  return null
}

/** Whether labels, classes and pixels are the same, by their hashes; false where they have none. */
export const hasSameContent = (one: Omit<Images, 'fingerprint'>, other: Omit<Images, 'fingerprint'>): boolean =>
  hasHashes(one) &&
  isDeepStrictEqual(
    [one.shape, one.counts, one.classes.map(({ id }) => id), one.hashes],
    [other.shape, other.counts, other.classes.map(({ id }) => id), other.hashes],
  )

const hasHashes = ({ hashes }: Pick<Images, 'hashes'>): boolean =>
  hashes !== undefined && Object.keys(hashes).length > 0

/** Of the same source; another decoder may still have made other pixels of it. Older caches have no hashes. */
const hasSamePixels = (one: Images, other: Images): boolean =>
  !hasHashes(one) || !hasHashes(other) || hasSameContent(one, other)

/** Links in it are followed. Under a temporary name until it is whole. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const growing = unfinishedPath(to)
  try {
    await cp(from, growing, { recursive: true, dereference: true, preserveTimestamps: true })
    await rename(growing, to)
  } finally {
    await rm(growing, { recursive: true, force: true })
  }
}

const missing = ({ title, fingerprint }: NeededImages, places: readonly string[]): AppError =>
  new AppError(
    'not-found',
    `The images "${title}" (fingerprint ${fingerprint.slice(0, 12)}) are in none of ${places.join(', ')}.`,
    {
      hint: 'Import them into a workspace of this machine, "adversarium datasets import <zip or folder>", and name it with ADVERSARIUM_IMAGES where it is not the default one; or write the array with --with-images.',
    },
  )

const otherImages = ({ title }: NeededImages, where: string): AppError =>
  new AppError('conflict', `The images "${title}" ${where} are not those that the array was written for.`, {
    hint: 'Use the same version of the program on both machines, or write the array with --with-images.',
  })
