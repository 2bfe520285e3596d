import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError, type PublicWeights, type Weights, type WeightsProgress } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'
import { useRuns } from './runs.ts'
import { useToasts } from './toasts.ts'

/** An import or a fetch, until it is done or put away. */
export interface PendingWeights {
  /** Path of the file, or id in the catalogue. */
  readonly subject: string
  readonly kind: 'import' | 'fetch'
  /** Null where it has ended, with or without an error. */
  readonly progress: Pick<WeightsProgress, 'stage' | 'done' | 'total'> | null
  readonly error: AppError | null
  /** What was said of the file, to try it again with. */
  readonly named: WeightsName
}

/** What may be said of a file that is imported. */
export interface WeightsName {
  readonly name: string
  readonly licence: string
}

const began = { stage: 'reading', done: 0, total: 0 } as const
const unnamed = { name: '', licence: '' }

/** Imported weights, the public ones, and imports and fetches under way: these go on when the screen is left. */
export const useWeights = defineStore('weights', () => {
  const { client, whenConnected } = useApi()
  const runs = useRuns()
  const toasts = useToasts()
  const byId = shallowRef<ReadonlyMap<string, Weights>>(new Map())
  const catalogue = shallowRef<readonly PublicWeights[]>([])
  const pending = shallowRef<ReadonlyMap<string, PendingWeights>>(new Map())
  const isLoaded = shallowRef(false)

  client.weights.on('changed', (weights) => {
    byId.value = mergeByKey(byId.value, [weights], ({ id }) => id)
  })
  client.weights.on('removed', ({ id }) => {
    byId.value = new Map([...byId.value].filter(([known]) => known !== id))
  })
  client.weights.on('progress', ({ subject, ...progress }) => {
    const known = pending.value.get(subject)
    if (known?.progress) put({ ...known, progress })
  })
  whenConnected(async () => {
    const [imported, known] = await Promise.all([client.weights.list({}), client.weights.catalogue({})])
    byId.value = new Map(imported.map((weights) => [weights.id, weights]))
    catalogue.value = known
    isLoaded.value = true
  })

  const put = (entry: PendingWeights): void => {
    pending.value = new Map(pending.value).set(entry.subject, entry)
  }
  const putAway = (subject: string): void => {
    pending.value = new Map([...pending.value].filter(([known]) => known !== subject))
  }
  /** The weights that came of it; null where it failed or was cancelled. */
  const perform = async (
    { subject, kind, named }: Pick<PendingWeights, 'subject' | 'kind' | 'named'>,
    work: () => Promise<Weights>,
  ): Promise<Weights | null> => {
    if (pending.value.get(subject)?.progress) return null
    put({ subject, kind, named, progress: kind === 'fetch' ? { ...began, stage: 'fetching' } : began, error: null })
    try {
      const weights = await work()
      putAway(subject)
      toasts.show(`"${weights.title}" is imported.`)
      return weights
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'cancelled') putAway(subject)
      else put({ subject, kind, named, progress: null, error })
      return null
    }
  }
  const importFile = (path: string, named: WeightsName): Promise<Weights | null> =>
    perform({ subject: path, kind: 'import', named }, () => {
      const [name, licence] = [named.name.trim(), named.licence.trim()]
      return client.weights.import({ path, ...(name && { name }), ...(licence && { licence }) })
    })
  const fetchPublic = (id: string): Promise<Weights | null> =>
    perform({ subject: id, kind: 'fetch', named: unnamed }, () => client.weights.fetch({ id }))
  const cancel = (subject: string): void => {
    // Where the host is gone, so is the work.
    client.weights.cancel({ subject }).catch(() => undefined)
  }

  const list = computed(() => [...byId.value.values()].toSorted((a, b) => b.createdAt - a.createdAt))
  /** Id of the imported weights by the address that they were fetched from. */
  const bySource = computed(() => new Map(list.value.map(({ source, id }) => [source, id])))
  /** Runs that started from them, those in the trash included, newest first. */
  const users = computed(() => Map.groupBy(runs.list, (run) => run.config.initialWeights ?? ''))

  return {
    ...{ byId, list, bySource, users, catalogue, pending, isLoaded },
    ...{ importFile, fetchPublic, cancel, putAway },
  }
})
