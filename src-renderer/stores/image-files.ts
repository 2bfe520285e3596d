import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { canonicalMethod, type FileTarget, type MapScores, type MethodChoice } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { readMap, type FloatMap } from '../colormaps/paint-map.ts'
import { createDemand } from '../lib/misclassified/demand.ts'
import { abortableTask } from '../lib/task-name.ts'

interface FileMap {
  /** As the host calls the opened file. */
  readonly file: string
  readonly method: MethodChoice
  readonly target: FileTarget
}

export const fileMapKey = ({ file, method, target }: FileMap): string =>
  JSON.stringify([file, canonicalMethod(method), target])
function readFileMapKey(key: string): FileMap {
  const [file, method, target] = JSON.parse(key) as [string, string, FileTarget]
  return { file, method: JSON.parse(method) as MethodChoice, target }
}

/** The image file that is looked at, and its maps: all of it is gone with the window. */
export const useImageFiles = defineStore('image-files', () => {
  const { client } = useApi()
  /** `serial` tells one choice from another of the same file. */
  const chosen = shallowRef<{ readonly file: File; readonly serial: number } | null>(null)
  /** The task of the interactive lane that computes a map just now, by its key. */
  const taskOf = shallowReactive(new Map<string, string>())

  const maps = createDemand<string, FloatMap>({
    batch: 1,
    parallel: 8,
    capacity: 100,
    async load([key = ''], signal) {
      const task = abortableTask(client, 'explain-file', signal)
      taskOf.set(key, task)
      try {
        return [[key, readMap(await client.imageFiles.explain({ task, ...readFileMapKey(key) }))]]
      } finally {
        if (taskOf.get(key) === task) taskOf.delete(key)
      }
    },
  })
  const scores = createDemand<string, Pick<MapScores, 'deletion' | 'insertion'>>({
    batch: 1,
    parallel: 1,
    capacity: 100,
    async load([key = ''], signal) {
      const task = abortableTask(client, 'score-file', signal)
      return [[key, await client.imageFiles.scores({ task, ...readFileMapKey(key) })]]
    },
  })

  return {
    chosen,
    choose(file: File): void {
      chosen.value = { file, serial: (chosen.value?.serial ?? 0) + 1 }
    },
    maps,
    scores,
    taskOf,
  }
})
