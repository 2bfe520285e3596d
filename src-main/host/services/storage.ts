import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageRow } from '../../contract/index.ts'
import { listCopies } from '../../store/copies.ts'
import type { HostContext } from '../context.ts'
import { measureFolder, type Measure } from '../measure-folder.ts'

/** What lies on the disk; a file that a fork shares with its origin counts once. */
export async function measureStorage({ store, workspace }: HostContext): Promise<StorageRow[]> {
  const trashed = new Set(store.runs.trashed().map(({ id }) => id))
  const seen = new Set<string>()
  const folders = await readdir(workspace.runs).catch(() => [])
  const measureRuns = (ids: readonly string[]): Promise<Measure> =>
    measureAll(
      ids.map((id) => join(workspace.runs, id)),
      seen,
    )
  const checkpoints = await measureRuns(folders.filter((id) => !trashed.has(id)))
  const trash = await measureRuns(folders.filter((id) => trashed.has(id)))
  const datasets = await measureFolder(workspace.datasets)
  const weights = await measureFolder(workspace.weights)
  const trashedDatasets = store.datasets.trashed()
  const datasetsInTrash = await measureAll(trashedDatasets.map(({ folder }) => join(workspace.folder, folder)))
  const trashedWeights = store.weights.trashed()
  const weightsInTrash = trashedWeights.reduce((sum, { bytes }) => add(sum, { files: 1, bytes }), nothing)
  const texts = [store.presets, store.plans, store.views, store.imageTags].reduce(
    (n, table) => n + table.trashed().length,
    0,
  )
  const database = await measureFolder(join(workspace.folder, 'store'))
  const copies = listCopies(workspace.database).reduce((sum, { bytes }) => add(sum, { files: 1, bytes }), nothing)
  return [
    row('database', 'Database', { files: database.files - copies.files, bytes: database.bytes - copies.bytes }),
    row('copies', 'Copies of the database', copies),
    row('checkpoints', 'Checkpoints', checkpoints),
    row('trash', 'Trash', {
      files: trashed.size + trashedDatasets.length + trashedWeights.length + texts,
      bytes: trash.bytes + datasetsInTrash.bytes + weightsInTrash.bytes,
    }),
    row('datasets', 'Datasets', { files: store.datasets.list().length, bytes: datasets.bytes - datasetsInTrash.bytes }),
    row('weights', 'Weights', {
      files: weights.files - weightsInTrash.files,
      bytes: weights.bytes - weightsInTrash.bytes,
    }),
    row('exports', 'Exports', await measureFolder(workspace.exports)),
    row('explanations', 'Explanations', await measureFolder(workspace.explanations)),
    row('logs', 'Logs', await measureFolder(workspace.logs)),
  ]
}

async function measureAll(folders: readonly string[], seen?: Set<string>): Promise<Measure> {
  let sum = nothing
  for (const folder of folders) sum = add(sum, await measureFolder(folder, seen))
  return sum
}

const nothing: Measure = { files: 0, bytes: 0 }
const add = (a: Measure, b: Measure): Measure => ({ files: a.files + b.files, bytes: a.bytes + b.bytes })
const row = (kind: StorageRow['kind'], title: string, { files, bytes }: Measure): StorageRow => ({
  kind,
  title,
  count: files,
  bytes,
})
