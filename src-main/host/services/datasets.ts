import { AppError, type Dataset, type DatasetChoice, type DatasetReport } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import type { CachedDataset } from '../datasets/cache-folder.ts'
import { generateDataset } from '../datasets/generate-dataset.ts'
import { checkDataset } from '../datasets/check-dataset.ts'
import { importDataset } from '../datasets/import-dataset.ts'
import { describeDataset, relativePath } from './describe.ts'

interface Source {
  readonly path: string
  readonly kind?: string | undefined
  readonly name?: string | undefined
  readonly imageSize?: number | undefined
}

export function listDatasets({ store }: Pick<HostContext, 'store'>): Dataset[] {
  return store.datasets.list().map(describeDataset)
}

/** Decodes a source into the workspace. The same source again is the same dataset, under its new name. */
export async function importSource(context: HostContext, source: Source): Promise<Dataset> {
  const { workspace, emit } = context
  const cached = await importDataset({
    ...source,
    workspace: workspace.folder,
    onProgress: ({ done, total }) => emit('datasets', 'progress', { path: source.path, done, total }),
  })
  return describeDataset(recordDataset(context, { ...cached, title: source.name ?? cached.title }))
}

export function checkSource({ emit }: HostContext, source: Source): Promise<DatasetReport> {
  return checkDataset({
    ...source,
    onProgress: ({ done, total }) => emit('datasets', 'progress', { path: source.path, done, total }),
  })
}

/** The images that a choice means. Throws `not-found` or `conflict` with what can be chosen instead. */
export async function resolveDataset(context: HostContext, choice: DatasetChoice): Promise<StoredDataset> {
  const { datasets } = context.store
  if (choice.id === 'shapes') {
    const { id, params } = choice
    return recordDataset(context, await generateDataset({ id, params, workspace: context.workspace.folder }))
  }
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

function recordDataset(context: HostContext, cached: CachedDataset): StoredDataset {
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
    classes,
    shape,
    counts,
    bytes,
    folder: relativePath(context, cached.folder),
    skipped: cached.skipped.length,
    createdAt: store.datasets.get(id)?.createdAt ?? context.now(),
  }
  return journal((announce) => {
    store.datasets.put(dataset)
    announce('datasets', 'changed', describeDataset(dataset))
    return dataset
  })
}

const howToImport = 'Import one: adversarium datasets import <zip or folder>.'
const listed = (datasets: readonly StoredDataset[]): string =>
  datasets.map(({ id, title }) => `${id} (${title})`).join(', ')
