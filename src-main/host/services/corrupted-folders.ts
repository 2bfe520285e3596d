import { existsSync } from 'node:fs'
import { AppError, type CorruptedFolder, type Dataset, type MethodChoice, type Split } from '../../contract/index.ts'
import { fault } from '../../contract/faults/index.ts'
import { tinyImagenetC } from '../../core/corruptions/tiny-imagenet-c.ts'
import { matchCorrupted } from '../../core/datasets/match-corrupted.ts'
import type { CorruptedSource } from '../../engine/corrupted-source.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { listCorrupted } from '../datasets/list-corrupted.ts'
import { readSplitIndex } from '../datasets/read-cache.ts'
import { announceDataset, decodedFrom, findDataset } from './datasets.ts'
import { describeDataset } from './describe.ts'
import { forgetCorrupted } from './forget-corrupted.ts'
import { forgetCounts } from './suited-counts.ts'

/** Attaches a folder like Tiny-ImageNet-C's to the validation images of a dataset. */
export async function attachCorrupted(
  context: HostContext,
  { id, path, forgetEvaluations: may }: { id: string; path: string; forgetEvaluations: boolean },
  caller: Caller,
): Promise<Dataset & { warnings: string[] }> {
  const dataset = findDataset(context, id)
  const classes = dataset.classes.map((each) => each.id)
  const { root, corruptions, incomplete, files, size } = await listCorrupted(await allowPath(path, caller), classes)
  requireSize(dataset, root, size)
  const images = await readSplitIndex(decodedFrom(context, dataset), 'validation')
  const { agreeing, ...match } = matchCorrupted({ ...images, classes }, files)
  const matched = match.files.filter((file) => file !== null).length
  return context.journal((announce) => {
    const folder = { ...match, path: root, corruptions: [...corruptions], matched }
    forgetCorrupted(context, announce, { dataset: findDataset(context, id), next: folder, may })
    context.store.corruptedFolders.put(id, folder, context.now())
    forgetCounts(context)
    const attached = describeDataset(announceDataset(context, announce, id))
    return { ...attached, warnings: warningsOf(match.matching, { agreeing, all: images.names.length, incomplete }) }
  })
}

function warningsOf(
  matching: CorruptedFolder['matching'],
  { agreeing, all, incomplete }: { agreeing: number; all: number; incomplete: readonly string[] },
): string[] {
  return [
    ...(matching === 'by-class' && agreeing > 0
      ? [`${agreeing} of ${all} validation images have a file of their name, too few to pair them by it.`]
      : []),
    ...(incomplete.length > 0
      ? [`Left out, since files or severities are missing that others have: ${incomplete.join(', ')}.`]
      : []),
  ]
}

function requireSize({ title, shape }: StoredDataset, root: string, [height, width]: readonly [number, number]): void {
  if (shape[0] === height && shape[1] === width && shape[2] === 3) return
  const own = `${shape[1]} × ${shape[0]} pixels${shape[2] === 3 ? '' : ` in ${shape[2]} channel`}`
  const message = `The images of ${root} have ${width} × ${height} pixels, those of "${title}" ${own}.`
  throw new AppError('invalid-input', message, {
    hint: 'Attach it to an import of Tiny ImageNet that keeps the size of its images.',
  })
}

export function detachCorrupted(
  context: HostContext,
  { id, forgetEvaluations: may }: { id: string; forgetEvaluations: boolean },
): Dataset {
  const dataset = findDataset(context, id)
  return context.journal((announce) => {
    forgetCorrupted(context, announce, { dataset, next: null, may })
    context.store.corruptedFolders.remove(id)
    forgetCounts(context)
    return describeDataset(announceDataset(context, announce, id))
  })
}

/** What an engine needs to see images of this split under this condition; null where it reads no such files. */
export function corruptedSourceOf(
  { store }: Pick<HostContext, 'store'>,
  { id, corrupted }: StoredDataset,
  { condition, split }: { readonly condition: MethodChoice; readonly split: Split },
): CorruptedSource | null {
  if (condition.id !== tinyImagenetC.id || split !== 'validation' || !corrupted) return null
  const { path, corruptions } = corrupted
  return { root: path, corruptions, files: store.corruptedFolders.files(id) }
}

/** Throws `not-found` where the folder that a condition reads is gone. */
export function requireCorrupted({ title, corrupted }: StoredDataset, { id }: MethodChoice): void {
  if (id !== tinyImagenetC.id || !corrupted || existsSync(corrupted.path)) return
  throw fault('corrupted-folder-gone', { title, path: corrupted.path })
}
