import { join } from 'node:path'
import { AppError, type Dataset, type DatasetChoice, type Emit, type Problem } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import type { CachedDataset } from '../datasets/cache-folder.ts'
import { describeGenerated, generateDataset } from '../datasets/generate-dataset.ts'
import type { DecodedDataset } from '../datasets/read-cache.ts'
import { withWords } from '../name-classes.ts'
import { describeDataset, relativePath } from './describe.ts'

export function listDatasets({ store }: Pick<HostContext, 'store'>): Dataset[] {
  return store.datasets.list().map(describeDataset)
}

export function findDataset({ store }: Pick<HostContext, 'store'>, id: string): StoredDataset {
  const dataset = store.datasets.get(id)
  if (dataset) return dataset
  throw new AppError('not-found', `There is no dataset "${id}".`, {
    hint: '"adversarium datasets list" lists all datasets.',
  })
}

/** Where its decoded images are read. */
export const decodedFrom = ({ workspace }: Pick<HostContext, 'workspace'>, dataset: StoredDataset): DecodedDataset => ({
  ...dataset,
  folder: join(workspace.folder, dataset.folder),
})

/** The images that a choice means, made where they are generated. Throws as `findImported` does. */
export async function resolveDataset(context: HostContext, choice: DatasetChoice): Promise<StoredDataset> {
  const { id, params } = choice
  if (!isGenerated(choice)) return findImported(context, choice)
  return recordDataset(context, await generateDataset({ id, params, workspace: context.workspace.folder }))
}

/** What a run will train on, known before any image is made. Throws as `findImported` does. */
export function describeImages(
  context: Pick<HostContext, 'store'>,
  choice: DatasetChoice,
): Pick<StoredDataset, 'classes' | 'shape' | 'counts'> {
  return isGenerated(choice) ? describeGenerated(choice) : findImported(context, choice)
}

/** The dataset that a choice names; null where it is generated. Throws as `findImported` does. */
export const importedOf = (context: Pick<HostContext, 'store'>, choice: DatasetChoice): StoredDataset | null =>
  isGenerated(choice) ? null : findImported(context, choice)

/** Training images that take part in an epoch, where every class has enough of them. */
export function countTrainingImages(
  { counts, classes }: Pick<StoredDataset, 'counts' | 'classes'>,
  imagesPerClass: number | null,
): number {
  return imagesPerClass === null ? counts.train : Math.min(counts.train, imagesPerClass * classes.length)
}

/** Chooses the newest import of the kind; null where there is none to choose. */
export function nearestImport({ store }: Pick<HostContext, 'store'>, { id }: DatasetChoice): Problem['fix'] {
  const newest = store.datasets.ofKind(id).at(-1)
  return newest ? { label: `Use "${newest.title}"`, path: 'dataset.imported', value: newest.id } : null
}

const isGenerated = ({ id }: DatasetChoice): boolean => id === 'shapes'

/** The import that a choice means. Throws `not-found` or `conflict` with what can be chosen instead. */
function findImported({ store }: Pick<HostContext, 'store'>, choice: DatasetChoice): StoredDataset {
  const { datasets } = store
  const known = datasets.ofKind(choice.id)
  if (choice.imported !== null) {
    const named = datasets.get(choice.imported)
    if (named?.kind === choice.id) return named
    throw new AppError('not-found', `There is no imported dataset "${choice.imported}" of the kind "${choice.id}".`, {
      hint: known.length === 0 ? howToImport : `There are: ${listed(known)}.`,
    })
  }
  const [only, ...others] = known
  if (!only)
    throw new AppError('not-found', `No dataset of the kind "${choice.id}" is imported.`, { hint: howToImport })
  if (others.length === 0) return only
  throw new AppError('conflict', `${known.length} datasets of the kind "${choice.id}" are imported: name one.`, {
    hint: `Set "dataset.imported" to one of: ${listed(known)}.`,
  })
}

export function recordDataset(context: HostContext, cached: CachedDataset): StoredDataset {
  const { store, journal } = context
  const id = `${cached.kind}-${cached.fingerprint.slice(0, 8)}`
  const { kind, title, source, fingerprint, params, classes, shape, counts, bytes } = cached
  const dataset: StoredDataset = {
    id,
    kind,
    title,
    source,
    fingerprint,
    params,
    classes: withWords(context, classes),
    shape,
    counts,
    bytes,
    folder: relativePath(context, cached.folder),
    skipped: cached.skipped.length,
    createdAt: store.datasets.get(id)?.createdAt ?? context.now(),
  }
  return journal((announce) => {
    store.datasets.put(dataset)
    return announceDataset(context, announce, id)
  })
}

/** The dataset as it stands now. */
export function announceDataset(context: HostContext, announce: Emit, id: string): StoredDataset {
  const dataset = findDataset(context, id)
  announce('datasets', 'changed', describeDataset(dataset))
  return dataset
}

const howToImport = 'Import one: adversarium datasets import <zip or folder>.'
const listed = (datasets: readonly StoredDataset[]): string =>
  datasets.map(({ id, title }) => `${id} (${title})`).join(', ')
