import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type {
  Catalog,
  Dataset,
  EngineStatus,
  Load,
  Progress,
  QueuedJob,
  SystemInfo,
} from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

/** The host and its engines, the catalog, the datasets, and how far each job is. */
export const useSystem = defineStore('system', () => {
  const { client, whenConnected } = useApi()
  const info = shallowRef<SystemInfo | null>(null)
  const catalog = shallowRef<Catalog | null>(null)
  const engines = shallowRef<ReadonlyMap<string, EngineStatus>>(new Map())
  const datasets = shallowRef<ReadonlyMap<string, Dataset>>(new Map())
  /** Jobs of the training lane, the running one first, then in their order. */
  const queue = shallowRef<readonly QueuedJob[]>([])
  const load = shallowRef<Load | null>(null)
  const progress = shallowRef<ReadonlyMap<string, Progress>>(new Map())

  const mergeEngines = (incoming: readonly EngineStatus[]): void => {
    engines.value = mergeByKey(engines.value, incoming, (engine) => engine.lane)
  }
  const mergeDatasets = (incoming: readonly Dataset[]): void => {
    datasets.value = mergeByKey(datasets.value, incoming, (dataset) => dataset.id)
  }
  client.system.on('engineChanged', (engine) => mergeEngines([engine]))
  client.datasets.on('changed', (dataset) => mergeDatasets([dataset]))
  client.datasets.on('removed', ({ id }) => {
    datasets.value = new Map([...datasets.value].filter(([known]) => known !== id))
  })
  client.system.on('queueChanged', (jobs) => (queue.value = jobs))
  client.system.on('loadMeasured', (measured) => (load.value = measured))
  client.system.on('progress', (step) => {
    progress.value = mergeByKey(progress.value, [step], (known) => known.subject)
  })
  whenConnected(async () => {
    const [told, methods, imported] = await Promise.all([
      client.system.info({}),
      client.system.catalog({}),
      client.datasets.list({}),
    ])
    info.value = told
    catalog.value = methods
    mergeEngines(told.engines)
    mergeDatasets(imported)
  })
  whenConnected(async () => {
    queue.value = await client.system.queue({})
  })

  const moveJob = async (id: number, before: number | null): Promise<void> => {
    queue.value = await client.system.moveJob({ id, before })
  }

  const setPriority = async (id: number, priority: number): Promise<void> => {
    queue.value = await client.system.setPriority({ ids: [id], priority })
  }

  const trainingEngine = computed(() => engines.value.get('training'))

  return { info, catalog, engines, datasets, progress, queue, load, trainingEngine, moveJob, setPriority }
})
