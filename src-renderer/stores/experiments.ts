import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Experiment, Preset } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { mergeByKey } from '../lib/merge-by-key.ts'

/** Experiments, newest first, and the presets that start one. */
export const useExperiments = defineStore('experiments', () => {
  const { client, whenConnected } = useApi()
  const byId = shallowRef<ReadonlyMap<string, Experiment>>(new Map())
  const presets = shallowRef<readonly Preset[]>([])

  const merge = (incoming: readonly Experiment[]): void => {
    byId.value = mergeByKey(byId.value, incoming, (experiment) => experiment.id)
  }
  client.experiments.on('changed', (experiment) => merge([experiment]))
  const readPresets = async (): Promise<void> => {
    presets.value = await client.experiments.presets({})
  }
  client.trash.on('changed', ({ kind }) => {
    // Where the host is gone, they are read when it is there again.
    if (kind === 'preset') readPresets().catch(() => undefined)
  })
  whenConnected(async () => {
    const [experiments, shipped] = await Promise.all([client.experiments.list({}), client.experiments.presets({})])
    merge(experiments)
    presets.value = shipped
  })

  const list = computed(() => [...byId.value.values()].toSorted((a, b) => b.createdAt - a.createdAt))
  const newest = computed(() => list.value[0])
  const sample = computed(() => presets.value.find((preset) => preset.id === 'sample'))

  const launch = async (preset: Preset): Promise<Experiment> => {
    const experiment = await client.experiments.launch(preset.config)
    merge([experiment])
    return experiment
  }

  return { byId, list, newest, presets, sample, launch }
})
