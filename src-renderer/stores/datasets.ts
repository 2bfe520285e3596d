import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError, type DatasetReport } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { createDemand } from '../lib/misclassified/demand.ts'
import { useRuns } from './runs.ts'
import { useSystem } from './system.ts'
import { useToasts } from './toasts.ts'

/** How a source is read; null is what its files say. */
export interface ImportOptions {
  readonly name: string
  readonly kind: string | null
  readonly imageSize: number | null
  /** Ids or names with commas between them; empty: all. */
  readonly classes: string
}

/** A source that is looked at or read, until it is a dataset or put away. */
export interface PendingImport {
  readonly path: string
  readonly options: ImportOptions
  readonly work: 'check' | 'import' | null
  readonly startedAt: number
  /** Images read and images there are; null before the first is. */
  readonly progress: { readonly done: number; readonly total: number } | null
  readonly report: DatasetReport | null
  /** The options that the report holds for. */
  readonly checkedWith: ImportOptions | null
  readonly error: AppError | null
  /** What was cancelled, and how far it was. */
  readonly cancelled: { readonly work: 'check' | 'import'; readonly done: number; readonly total: number } | null
}

const untouched: ImportOptions = { name: '', kind: null, imageSize: null, classes: '' }

/** Imported datasets, what their imports found, and the imports under way: these go on when the screen is left. */
export const useDatasets = defineStore('datasets', () => {
  const { client } = useApi()
  const system = useSystem()
  const runs = useRuns()
  const toasts = useToasts()
  const imports = shallowRef<ReadonlyMap<string, PendingImport>>(new Map())

  /** What was imported last. */
  const finished = shallowRef<{ readonly path: string; readonly dataset: string } | null>(null)

  const change = (path: string, part: Partial<PendingImport>): void => {
    const known = imports.value.get(path)
    if (known) imports.value = new Map(imports.value).set(path, { ...known, ...part })
  }
  client.datasets.on('progress', ({ path, done, total }) => change(path, { progress: { done, total } }))

  const list = computed(() => [...system.datasets.values()].toSorted((a, b) => b.createdAt - a.createdAt))
  /** Runs that need the images of a dataset, those in the trash included, newest first. */
  const users = computed(() => Map.groupBy(runs.list, (run) => run.dataset))
  const reports = createDemand<string, DatasetReport>({
    batch: 1,
    parallel: 4,
    capacity: 10_000,
    load: async ([id = '']) => [[id, await client.datasets.report({ id })]],
  })

  const open = (path: string, options: Partial<ImportOptions> = {}): void => {
    if (imports.value.has(path)) return
    const fresh = { work: null, startedAt: 0, progress: null, report: null, checkedWith: null, error: null }
    const pending = { path, options: { ...untouched, ...options }, ...fresh, cancelled: null }
    imports.value = new Map(imports.value).set(path, pending)
  }
  const choose = (path: string, options: ImportOptions): void => change(path, { options })
  const dismiss = (path: string): void => change(path, { error: null })

  const perform = async <T>(
    path: string,
    work: 'check' | 'import',
    ask: (pending: PendingImport) => Promise<T>,
  ): Promise<T | null> => {
    const pending = imports.value.get(path)
    if (!pending || pending.work !== null) return null
    change(path, { work, startedAt: Date.now(), progress: null, error: null, cancelled: null })
    try {
      return await ask(pending)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { progress = null } = imports.value.get(path) ?? {}
      if (error.code === 'cancelled') change(path, { cancelled: { work, ...(progress ?? { done: 0, total: 0 }) } })
      else change(path, { error })
      return null
    } finally {
      change(path, { work: null, progress: null })
    }
  }
  const check = async (path: string): Promise<void> => {
    const report = await perform(path, 'check', async (pending) => {
      change(path, { report: null, checkedWith: null })
      return client.datasets.check(asInput(pending))
    })
    if (report) change(path, { report, checkedWith: imports.value.get(path)?.options ?? null })
  }
  const read = async (path: string): Promise<void> => {
    const dataset = await perform(path, 'import', (pending) => client.datasets.import(asInput(pending)))
    if (!dataset) return
    finished.value = { path, dataset: dataset.id }
    forget(path)
    toasts.show(`"${dataset.title}" is imported.`)
  }
  const cancel = (path: string): void => {
    // Where the host is gone, so is the import.
    client.datasets.cancelImport({ path }).catch(() => undefined)
  }
  const forget = (path: string): void => {
    imports.value = new Map([...imports.value].filter(([known]) => known !== path))
  }
  const putAway = (path: string): void => {
    if (imports.value.get(path)?.work) cancel(path)
    forget(path)
  }

  return { list, users, reports, imports, finished, open, choose, dismiss, check, read, cancel, putAway }
})

const asInput = ({ path, options: { name, kind, imageSize, classes } }: PendingImport) => ({
  path,
  ...(name.trim() === '' ? {} : { name: name.trim() }),
  ...(kind === null ? {} : { kind }),
  ...(imageSize === null ? {} : { imageSize }),
  ...(classes.trim() === '' ? {} : { classes: classes.split(',').flatMap((name) => name.trim() || []) }),
})

/** Whether what was found still holds: a name changes nothing. */
export const isChecked = ({ report, checkedWith, options }: PendingImport): boolean =>
  report !== null &&
  checkedWith?.kind === options.kind &&
  checkedWith.imageSize === options.imageSize &&
  checkedWith.classes === options.classes
