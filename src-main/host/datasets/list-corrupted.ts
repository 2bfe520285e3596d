import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { fileReason } from '../../contract/file-faults.ts'
import { AppError } from '../../contract/wire.ts'
import { publishedCorruptions, type PublishedCorruption } from '../../core/datasets/corrupted-images.ts'
import type { CorruptedFiles } from '../../core/datasets/match-corrupted.ts'
import { isBelow, type AllowedPath } from '../caller.ts'
import { readPlainFile } from '../../images/plain-file.ts'
import { decodeImage } from './decode-image.ts'
import { nameSome } from './name-some.ts'

const severities = [1, 2, 3, 4, 5] as const

/** What lies in a folder like that of Tiny-ImageNet-C. */
export interface CorruptedListing {
  /** Absolute: that which holds the corruptions. */
  readonly root: string
  /** Those that hold `files` in all five severities, in the order of the catalog. */
  readonly corruptions: readonly PublishedCorruption[]
  /** Those that are there, but lack a severity or a file. */
  readonly incomplete: readonly PublishedCorruption[]
  /** What most folders of a severity hold. */
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
  const present = publishedCorruptions.filter((name) => names.has(name))
  const whole: PublishedCorruption[] = []
  for (const name of present) if (await hasSeverities(join(root, name), within)) whole.push(name)
  const [first] = whole
  if (first === undefined) {
    const found = names.size === 0 ? 'nothing' : nameSome([...names])
    throw new AppError('invalid-input', `The folder ${root} holds no corruption in five severities: found ${found}.`, {
      hint: 'Expected <corruption>/<severity>/<class>/<file>.JPEG, e.g. fog/3/n01443537/…, as in Tiny-ImageNet-C.tar.',
    })
  }
  const folders = await listAll(root, whole, { classes, within })
  const commonest = [...Map.groupBy(folders, ({ key }) => key).values()].toSorted((a, b) => b.length - a.length)[0]?.[0]
  const example = commonest && exampleOf(commonest)
  if (commonest === undefined || example === undefined) {
    throw new AppError('invalid-input', `${join(root, first, '1')} has no images of the classes of the dataset.`, {
      hint: `Its folders must have the ids of the classes, e.g. ${classes[0] ?? 'n01443537'}.`,
    })
  }
  const { files } = commonest
  const lacking = new Set(
    folders.filter((it) => it !== commonest && !holdsAll(it.files, files)).map((it) => it.corruption),
  )
  const corruptions = whole.filter((name) => !lacking.has(name))
  const incomplete = present.filter((name) => !corruptions.includes(name))
  if (corruptions.length === 0) {
    const message = `No corruption in ${root} holds the same images in all five severities: ${nameSome(incomplete)}.`
    throw new AppError('invalid-input', message, { hint: 'Unpack the archive again.' })
  }
  return { root, corruptions, incomplete, files, size: await sizeOf(example) }
}

/** One severity of a corruption. */
interface SeverityFolder {
  readonly corruption: PublishedCorruption
  readonly path: string
  readonly files: CorruptedFiles
  /** Equal where the files are. */
  readonly key: string
}

async function listAll(
  root: string,
  corruptions: readonly PublishedCorruption[],
  wanted: { readonly classes: readonly string[]; readonly within: string | undefined },
): Promise<SeverityFolder[]> {
  const folders: SeverityFolder[] = []
  // Nearly all hold the same, which need not be held a hundred times.
  const known = new Map<string, CorruptedFiles>()
  for (const corruption of corruptions) {
    for (const severity of severities) {
      const path = join(root, corruption, String(severity))
      const files = await listClasses(path, wanted)
      const key = createHash('sha256')
        .update(JSON.stringify([...files]))
        .digest('hex')
      if (!known.has(key)) known.set(key, files)
      folders.push({ corruption, path, files: known.get(key) ?? files, key })
    }
  }
  return folders
}

const exampleOf = ({ path, files }: SeverityFolder): string | undefined =>
  [...files].flatMap(([id, list]) => list.slice(0, 1).map((file) => join(path, id, file)))[0]

function holdsAll(files: CorruptedFiles, wanted: CorruptedFiles): boolean {
  if (files === wanted) return true
  return [...wanted].every(([id, list]) => {
    const own = new Set(files.get(id))
    return list.every((file) => own.has(file))
  })
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
    if (!(await isThere(join(folder, String(severity)), within))) return false
  }
  return true
}

/** Links followed. Throws `unauthorized` where they lead outside. */
async function isThere(path: string, within: string | undefined): Promise<boolean> {
  const target = await realpath(path).catch(() => null)
  if (target === null) return false
  if (within === undefined || isBelow(within, target)) return true
  throw new AppError('unauthorized', `The link ${path} leads outside of ${within}.`, {
    hint: 'Put the files themselves there, or start the host with another --data-root.',
  })
}

async function listClasses(
  folder: string,
  { classes, within }: { readonly classes: readonly string[]; readonly within: string | undefined },
): Promise<CorruptedFiles> {
  const links = new Set(((await listFolder(folder)) ?? []).flatMap((it) => (it.isSymbolicLink() ? [it.name] : [])))
  const list = async (id: string): Promise<readonly string[]> => {
    // Ids come from what was imported, and may be any text.
    if (/[/\\]|^\.*$/.test(id)) return []
    const path = join(folder, id)
    if (links.has(id) && !(await isThere(path, within))) return []
    const images = ((await listFolder(path)) ?? []).filter((it) => it.isFile() && /\.jpe?g$/i.test(it.name))
    // In the order of code units, as Python sorts.
    return images.map(({ name }) => name).toSorted()
  }
  const lists = await Promise.all(classes.map(async (id) => [id, await list(id)] as const))
  return new Map(lists.filter(([, files]) => files.length > 0))
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
