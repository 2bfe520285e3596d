import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { fileReason } from '../../contract/file-faults.ts'
import { AppError } from '../../contract/wire.ts'
import { publishedCorruptions, type PublishedCorruption } from '../../core/datasets/corrupted-images.ts'
import type { CorruptedFiles } from '../../core/datasets/match-corrupted.ts'
import { isBelow, type AllowedPath } from '../caller.ts'
import { readPlainFile } from '../plain-file.ts'
import { decodeImage } from './decode-image.ts'
import { nameSome } from './name-some.ts'

const severities = [1, 2, 3, 4, 5] as const

/** What lies in a folder like that of Tiny-ImageNet-C. */
export interface CorruptedListing {
  /** Absolute: that which holds the corruptions. */
  readonly root: string
  /** Those that are there in all five severities, in the order of the catalog. */
  readonly corruptions: readonly PublishedCorruption[]
  /** Of the first of them, in its first severity: all others hold the same. */
  readonly files: CorruptedFiles
  /** Height and width of the first image. */
  readonly size: readonly [height: number, width: number]
}

/**
 * Lists `<corruption>/<severity>/<class>/<file>.JPEG`, or the same below a folder `Tiny-ImageNet-C`, for these classes.
 * Throws `not-found`, `invalid-input` or `unauthorized`.
 */
export async function listCorrupted(
  { path: given, within }: AllowedPath,
  classes: readonly string[],
): Promise<CorruptedListing> {
  const path = resolve(given)
  const top = await listFolder(path)
  if (top === null) throw fault('nothing-there', { path })
  const isNested = !top.some(({ name }) => isCorruption(name)) && top.some(({ name }) => name === 'Tiny-ImageNet-C')
  const root = isNested ? join(path, 'Tiny-ImageNet-C') : path
  const names = new Set((isNested ? ((await listFolder(root)) ?? []) : top).map(({ name }) => name))
  const corruptions: PublishedCorruption[] = []
  for (const name of publishedCorruptions) {
    if (names.has(name) && (await hasSeverities(join(root, name), within))) corruptions.push(name)
  }
  const [first] = corruptions
  if (first === undefined) {
    const found = names.size === 0 ? 'nothing' : nameSome([...names])
    throw new AppError('invalid-input', `The folder ${root} holds no corruption in five severities: found ${found}.`, {
      hint: 'Expected <corruption>/<severity>/<class>/<file>.JPEG, e.g. fog/3/n01443537/…, as in Tiny-ImageNet-C.tar.',
    })
  }
  const reference = join(root, first, '1')
  const files = await listClasses(reference, classes)
  const example = [...files].flatMap(([id, list]) => list.slice(0, 1).map((file) => join(reference, id, file)))[0]
  if (example === undefined) {
    throw new AppError('invalid-input', `${reference} has no images of the classes of the dataset.`, {
      hint: `Its folders must have the ids of the classes, e.g. ${classes[0] ?? 'n01443537'}.`,
    })
  }
  return { root, corruptions, files, size: await sizeOf(example) }
}

async function sizeOf(path: string): Promise<CorruptedListing['size']> {
  try {
    const { height, width } = await decodeImage(await readPlainFile(path), null)
    return [height, width]
  } catch (error) {
    throw fault('corrupted-image-unreadable', { path, reason: fileReason(error) }, error)
  }
}

const isCorruption = (name: string): boolean => publishedCorruptions.some((known) => known === name)

async function hasSeverities(folder: string, within: string | undefined): Promise<boolean> {
  for (const severity of severities) {
    const target = await realpath(join(folder, String(severity))).catch(() => null)
    if (target === null) return false
    if (within !== undefined && !isBelow(within, target)) {
      throw new AppError('unauthorized', `The link ${join(folder, String(severity))} leads outside of ${within}.`, {
        hint: 'Put the files themselves there, or start the host with another --data-root.',
      })
    }
  }
  return true
}

async function listClasses(folder: string, classes: readonly string[]): Promise<CorruptedFiles> {
  const files = new Map<string, readonly string[]>()
  for (const id of classes) {
    // Ids come from what was imported, and may be any text.
    const entries = /[/\\]|^\.*$/.test(id) ? null : await listFolder(join(folder, id))
    const images = (entries ?? []).filter((entry) => entry.isFile() && /\.jpe?g$/i.test(entry.name))
    // In the order of code units, as Python sorts.
    if (images.length > 0) files.set(id, images.map(({ name }) => name).toSorted())
  }
  return files
}

async function listFolder(folder: string): Promise<Dirent[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw fault('folder-to-import-unreadable', { folder, reason: String(code) }, error)
  }
}
