import { AppError, type Dataset, type DatasetChoice, type DatasetReport } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import { describeDataset } from './describe.ts'

interface Source {
  readonly path: string
  readonly kind?: string | undefined
  readonly name?: string | undefined
  readonly imageSize?: number | undefined
}

export function listDatasets({ store }: Pick<HostContext, 'store'>): Dataset[] {
  return store.datasets.list().map(describeDataset)
}

export function importSource(_context: HostContext, _source: Source): Promise<Dataset> {
  throw new Error('not there yet')
}

export function checkSource(_source: Source): Promise<DatasetReport> {
  throw new Error('not there yet')
}

/** The images that a choice means. Throws `not-found` or `conflict` with what can be chosen instead. */
export async function resolveDataset(context: HostContext, choice: DatasetChoice): Promise<StoredDataset> {
  const { datasets } = context.store
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

const howToImport = 'Import one: adversarium datasets import <zip or folder>.'
const listed = (datasets: readonly StoredDataset[]): string =>
  datasets.map(({ id, title }) => `${id} (${title})`).join(', ')
