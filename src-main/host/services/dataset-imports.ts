import { join } from 'node:path'
import { AppError, type Dataset, type DatasetReport } from '../../contract/index.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { readManifest } from '../datasets/cache-folder.ts'
import { checkDataset } from '../datasets/check-dataset.ts'
import { importDataset, type ImportRequest } from '../datasets/import-dataset.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import { withWords } from '../name-classes.ts'
import { findDataset, recordDataset } from './datasets.ts'
import { describeDataset } from './describe.ts'

type Source = Pick<ImportRequest, 'path' | 'kind' | 'name' | 'imageSize' | 'classes'>

/** Decodes a source into the workspace. The same source again is the same dataset, under its new name. */
export async function importSource(
  context: HostContext,
  running: RunningImports,
  source: Source,
  caller: Caller,
): Promise<Dataset> {
  const workspace = context.workspace.folder
  const cached = await readSource(context, running, source, caller, (request) =>
    importDataset({ ...request, workspace }),
  )
  return describeDataset(recordDataset(context, { ...cached, title: source.name ?? cached.title }))
}

export async function checkSource(
  context: HostContext,
  running: RunningImports,
  source: Source,
  caller: Caller,
): Promise<DatasetReport> {
  const report = await readSource(context, running, source, caller, checkDataset)
  return { ...report, classes: withWords(context, report.classes) }
}

/** Events and cancelling name the path as the caller wrote it. */
function readSource<T>(
  { emit }: HostContext,
  running: RunningImports,
  source: Source,
  caller: Caller,
  read: (request: ImportRequest) => Promise<T>,
): Promise<T> {
  return running.during(source.path, async (signal) =>
    read({
      ...source,
      ...(await allowPath(source.path, caller)),
      signal,
      onProgress: ({ done, total }) => emit('datasets', 'progress', { path: source.path, done, total }),
    }),
  )
}

/** What its import found. */
export async function readReport(context: HostContext, id: string): Promise<DatasetReport> {
  const dataset = findDataset(context, id)
  const found = await readManifest(join(context.workspace.folder, dataset.folder))
  const { kind, shape, counts, boxes = { train: 0, validation: 0 }, skipped, warnings } = found
  return { kind, title: dataset.title, classes: dataset.classes, shape, counts, boxes, skipped, warnings }
}

/** To the trash, with its images. Throws `conflict` where a run uses it. */
export function removeDataset(context: HostContext, id: string): null {
  const { store, journal, now } = context
  const dataset = findDataset(context, id)
  requireUnused(context, id, dataset.title)
  return journal((announce) => {
    store.datasets.setTrashed(id, now())
    announce('datasets', 'removed', { id })
    announce('trash', 'changed', { kind: 'dataset' })
    return null
  })
}

function requireUnused({ store }: Pick<HostContext, 'store'>, id: string, title: string): void {
  const names = store.datasets.usedBy(id)
  if (names.length === 0) return
  const some = names.slice(0, 3).map((name) => `"${name}"`)
  const more = names.length > some.length ? ` and ${names.length - some.length} more` : ''
  const who = names.length === 1 ? `the run ${some[0]}` : `the runs ${some.join(', ')}${more}`
  throw new AppError('conflict', `"${title}" is used by ${who}.`, {
    hint: 'Delete these runs for good first; without its images they can be neither resumed nor evaluated.',
  })
}
